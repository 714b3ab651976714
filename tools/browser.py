"""Finds a Chromium for the browser tests, and installs one where that can be done."""

import os
import pathlib
import shutil
import subprocess
import sys

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_DOWNLOAD_SECONDS = 180


def find() -> str | None:
    """The program named by CHROMIUM, else one on PATH, else the one Playwright downloaded earlier."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    on_path = next(filter(None, map(shutil.which, _NAMES)), None)
    return on_path or _downloaded()


def main() -> int:
    """Makes sure that there is one; tells which, or what to do."""
    if os.environ.get("CHROMIUM") and not find():
        print(f"CHROMIUM names {os.environ['CHROMIUM']}, which is not a program here.")
        return 1
    if not find():
        _install()
    found = find()
    print(
        found or "There is no Chromium here and none could be installed: install one, or name it in CHROMIUM."
    )
    return 0 if found else 1


def _install() -> None:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium with apt-get …", flush=True)
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for step in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", "chromium"]):
            subprocess.run(["apt-get", *step], env=environment, check=False, stdout=subprocess.DEVNULL)  # noqa: S607
        if find():
            return
    print(f"Downloading Chromium with Playwright (at most {_DOWNLOAD_SECONDS} s) …", flush=True)
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    try:
        subprocess.run(command, check=False, timeout=_DOWNLOAD_SECONDS)
    except subprocess.TimeoutExpired:
        print("That took too long.")


def _downloaded() -> str | None:
    # Asked in a process of its own: Playwright's driver does not run inside a running event loop.
    question = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
    )
    told = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, check=False)
    path = pathlib.Path(told.stdout.strip() or "/nonexistent")
    return str(path) if path.exists() else None


if __name__ == "__main__":
    sys.exit(main())
