"""What the code keeps to, where no linter says it."""

import ast
import pathlib
import re
from collections.abc import Iterator

import pytest
from django.template import engines
from django.template.loader import get_template

ROOT = pathlib.Path(__file__).parent.parent
PYTHON = sorted(
    path
    for room in ("omniapp", "tests", "tools")
    for path in (ROOT / room).rglob("*.py")
    if "migrations" not in path.parts
)
OURS = [path for path in PYTHON if path.is_relative_to(ROOT / "omniapp")]
TESTS = [path for path in PYTHON if path.is_relative_to(ROOT / "tests")]
PAGES = sorted((*(ROOT / "templates").rglob("*.html"), *(ROOT / "omniapp").rglob("*.html")))
STYLES = sorted((*(ROOT / "static").rglob("*.*s"), *(ROOT / "omniapp").rglob("*.css")))
TEXTS = [
    *PYTHON,
    *PAGES,
    *STYLES,
    *filter(pathlib.Path.is_file, ROOT.glob("*.*")),
    *(ROOT / ".ci").iterdir(),
    ROOT / "Makefile",
]

# Calls that fail a test: pytest's, Playwright's, Hypothesis's and our own, by how their names begin.
ASSERTING = r"raises|fail|expect|(django_)?assert|eventually|to_|check|run_state_machine"
Function = ast.FunctionDef | ast.AsyncFunctionDef


def name(path: pathlib.Path) -> str:
    return str(path.relative_to(ROOT))


def nodes(paths: list[pathlib.Path]) -> Iterator[tuple[str, ast.AST]]:
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text())):
            yield f"{name(path)}:{getattr(node, 'lineno', 0)}", node


def places(paths: list[pathlib.Path], pattern: str, *, less: str = r"(?!)") -> list[str]:
    """Where a pattern occurs, once ``less`` is taken out of the text."""
    wanted = re.compile(pattern, re.IGNORECASE | re.DOTALL)
    return [
        f"{name(path)}: {found[0]!r}"
        for path in paths
        for found in wanted.finditer(re.sub(less, "", path.read_text(errors="replace")))
    ]


def test_files_stay_short() -> None:
    long = {
        name(path): count for path in [*PYTHON, *PAGES] if (count := len(path.read_text().splitlines())) > 400
    }
    assert not long


def test_imports_stand_at_the_top_of_their_file() -> None:
    found = [
        place
        for path in OURS
        for function in ast.walk(ast.parse(path.read_text()))
        # Django asks for an import in AppConfig.ready: the models are not there any earlier.
        if isinstance(function, Function) and not (path.name == "apps.py" and function.name == "ready")
        for place in [f"{name(path)}:{function.lineno}"]
        if any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(function))
    ]
    assert not found


def test_no_exception_is_caught_without_being_named() -> None:
    """Tidying up and raising it again is fine."""
    anything = {"Exception", "BaseException"}
    found = [
        place
        for place, node in nodes(PYTHON)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or anything & {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)})
        and not (isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None)
    ]
    assert not found


def test_every_module_says_what_it_is_for() -> None:
    conventional = {"urls.py", "apps.py"}  # Django's own words; commands say it in their help
    missing = [
        name(path)
        for path in OURS
        if (text := path.read_text()).strip()
        and path.name not in conventional
        and "management" not in path.parts
        and not ast.get_docstring(ast.parse(text))
    ]
    assert not missing


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    marks = {"skip", "skipif", "xfail", "importorskip"}
    found = [place for place, node in nodes(TESTS) if isinstance(node, ast.Attribute) and node.attr in marks]
    assert not found


def test_every_test_asserts_something() -> None:
    """A bare ``assert``, pytest's ``raises``, or a helper that is named for what it asserts."""
    empty = []
    for path in TESTS:
        if not path.name.startswith("test_"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, Function) and node.name.startswith("test_") and not _asserts(node):
                empty.append(f"{name(path)}:{node.lineno} {node.name}")
    assert not empty


def _asserts(function: Function) -> bool:
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func).rpartition(".")[2]
            if re.match(ASSERTING, called):
                return True
    return False


# Programs beside the tests, which play a remote's latency or people, or wait for a second to come.
PLAYING = (
    "tests/waiting.py",
    "tests/budgets/spender.py",
    "tests/bench/",
    "tests/chaos/pe",
    "tests/chaos/run.py",
)


def test_time_passes_in_one_place_only() -> None:
    found = [
        place
        for place, node in nodes(TESTS)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"time.sleep", "asyncio.sleep"}
    ]
    assert [place for place in found if not place.startswith(PLAYING)] == []


def test_pages_have_nothing_inline() -> None:
    inline = r"<style\b|\sstyle\s*=|<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+\s*=|javascript:"
    assert not places(PAGES, inline, less=r"{%.*?%}|{#.*?#}")


def test_pages_and_styles_fetch_nothing_from_elsewhere() -> None:
    assert not places(
        [*PAGES, *STYLES],
        r"(src|href)=[\"'](https?:)?//(?!localhost|127\.)[^\"']*|url\([\"']?(https?:)?//[^)]*",
    )


def test_no_file_names_a_place_of_one_machine() -> None:
    assert not places(TEXTS, r"(?<![\w.])/(home|root|Users|work)/\w+")


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_template_compiles_and_what_it_names_exists(path: pathlib.Path) -> None:
    if not path.is_relative_to(ROOT / "templates"):
        assert path.read_text()
        return
    get_template(str(path.relative_to(ROOT / "templates")))
    for named in re.findall(r"{%\s*(?:extends|include)\s+[\"']([^\"'#]+)", path.read_text()):
        get_template(named)
    for named in re.findall(r"{%\s*static\s+[\"']([^\"']+)", path.read_text()):
        assert (ROOT / "static" / named).exists() or named.startswith("django_htmx/"), named


def test_every_template_a_view_names_exists() -> None:
    named = {
        node.value
        for _, node in nodes(OURS)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[a-z_/-]+\.html(#[\w-]+)?", node.value)
    }
    directories = [pathlib.Path(d) for d in engines["django"].template_dirs]
    own = {str(page.relative_to(ROOT / "omniapp")) for page in PAGES if page.is_relative_to(ROOT / "omniapp")}
    missing = [
        one
        for one in named
        if not any((d / one.partition("#")[0]).exists() for d in directories)
        and not any(page.endswith("/" + one) for page in own)
    ]
    assert not missing
