"""A real Chromium in front of a real site."""

import pathlib
import re
from collections.abc import Callable, Generator, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, WebError, sync_playwright

from tests.site import Site, running_site
from tools import browser as chromium

RESULTS = pathlib.Path(__file__).parent.parent.parent / "test-results"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The browser tells of every such answer; here they are answers to a form, shown in its place.
ANSWERS_TO_FORMS = re.compile(r"Failed to load resource: .* status of (402|409|422)")


@pytest.fixture(scope="session")
def site_processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One site for each of pytest's workers."""
    with running_site(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture
def site(site_processes: Site) -> Site:
    """A site with nothing in it."""
    site_processes.fresh()
    return site_processes


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium. For these tests only: Playwright keeps an event loop running, which Django's ORM refuses."""
    program = chromium.find()
    assert program, "There is no Chromium here: `make test` installs one, or name one in CHROMIUM."
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def problems() -> Iterator[list[str]]:
    """What the browser complains of: script errors, refused inline code, missing files. None may be left.

    A test that means to see such a thing clears the list.
    """
    found: list[str] = []
    yield found
    assert not found


@pytest.fixture
def new_context(
    site: Site, browser: Browser, problems: list[str], request: pytest.FixtureRequest
) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browsers that share no cookies; options as Playwright's ``new_context``."""
    made: list[BrowserContext] = []

    def make(*, java_script_enabled: bool = True) -> BrowserContext:
        context = browser.new_context(
            base_url=site.url,
            java_script_enabled=java_script_enabled,
            viewport={"width": 1280, "height": 900},
            locale="en-GB",
            timezone_id="Europe/Vilnius",
        )
        context.set_default_timeout(15_000)
        context.on("console", heard)
        context.on("weberror", lambda error: problems.append(_told(error)))
        made.append(context)
        return context

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error" and not ANSWERS_TO_FORMS.match(message.text):
            problems.append(f"{message.page.url if message.page else ''}: {message.text}")

    yield make
    for number, context in enumerate(made):
        if request.node.stash.get(FAILED, False):
            _keep_pictures(context, f"{request.node.name}-{number}")
        context.close()


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """A window of a browser that knows nobody yet."""
    return new_context().new_page()


@pytest.fixture
def page_without_js(new_context: Callable[..., BrowserContext]) -> Page:
    """The same with JavaScript switched off."""
    return new_context(java_script_enabled=False).new_page()


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Function,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Puts the site's logs beside a failure, and asks for pictures of the windows."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
        site = item.funcargs.get("site")
        if isinstance(site, Site):
            report.sections.append(("The site's logs", site.logged()))
    return report


def _told(error: WebError) -> str:
    return f"{error.page.url if error.page else ''}: {error.error}"


def _keep_pictures(context: BrowserContext, name: str) -> None:
    RESULTS.mkdir(exist_ok=True)
    for number, page in enumerate(context.pages):
        page.screenshot(
            path=RESULTS / f"{re.sub(r'[^a-z0-9_-]+', '-', name.lower())}-{number}.png", full_page=True
        )
