"""How long the pages over thousands of stores take, and the polls of what stays open."""

import html
import re
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from django.core.management import call_command
from django.db.models import Count
from django.test import Client, override_settings

from omniapp.people.models import User
from omniapp.stores.models import Store
from tests.bench import plain_page
from tests.bench.place import Bench
from tests.bench.report import Row, at_most, ratio

_STORES: Final = 5000
_CAMPAIGNS: Final = 50_000
_TIMES: Final = 100
_PLAIN: Final = "a trivial page"
#: The lists, with the address of each, and whether it keeps asking for news.
_PAGES: Final = {
    "stores": "/stores/",
    "stores, by what needs somebody": "/stores/?sort=needs",
    "stores, by what goes next": "/stores/?sort=next",
    "attention": "/attention/",
    "attention, 50 of one group": "/attention/?fix=plan",
    "activity": "/activity/",
    "calendar": "/calendar/",
}
_POLLED: Final = ("stores", "attention")
_HOW: Final = {
    "ROOT_URLCONF": plain_page.__name__,
    "STORAGES": {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
}


def rows(bench: Bench) -> Iterator[Row]:
    """The pages over 5,000 stores with 50,000 campaigns.

    Each list is asked for 100 times by one browser of somebody who may see all, turn by turn with a trivial
    page of Django (somebody signed in, one query, a table of 50 rows). Counted is the time from the request
    to the whole answer inside one process, with all middleware; of each round the 95th percentile, for
    ratios the median. A poll asks for news when there is none.
    """
    call_command("seedscale", stores=bench.some(_STORES), campaigns=bench.some(_CAMPAIGNS))
    with override_settings(**_HOW):
        browser = Client(SERVER_NAME="127.0.0.1")
        browser.force_login(User.objects.create_user("owner@agency.example", is_owner=True))
        paths = {_PLAIN: plain_page.PATH, **_PAGES, "campaigns of a store": _campaigns()}
        polls = {f"{name}, poll": _poll(browser, paths[name]) for name in _POLLED}
        rounds: dict[str, list[list[float]]] = defaultdict(list)
        for number in range(bench.rounds):
            for name, times in _round(browser, paths, polls, bench.some(_TIMES)).items():
                rounds[name].append(times)
            bench.say(f"round {number + 1}: {_PLAIN} {statistics.median(rounds[_PLAIN][-1]):.1f} ms")
    medians = {
        name: Row(name, "ms", [statistics.median(each) for each in taken]) for name, taken in rounds.items()
    }
    for name, taken in rounds.items():
        yield Row(f"{name}, 95th percentile", "ms", [_p95(each) for each in taken], at_most(100))
    for name in paths:
        if name != _PLAIN:
            yield ratio(f"{name}, of {_PLAIN}", medians[name], medians[_PLAIN])
    for name in _POLLED:
        yield ratio(f"{name}, poll of the page", medians[f"{name}, poll"], medians[name], at_most(0.1))


def _campaigns() -> str:
    """The list of the store with most campaigns."""
    store = Store.objects.annotate(many=Count("campaigns")).order_by("-many", "pk")[0]
    return f"{store.get_absolute_url()}campaigns/"


def _poll(browser: Client, path: str) -> str:
    """What the page's live piece asks while it stays open."""
    found = re.search(r'hx-get="([^"]+)"', browser.get(path).text)
    assert found is not None, f"{path} asks for no news"
    return html.unescape(found[1])


def _round(
    browser: Client, paths: dict[str, str], polls: dict[str, str], times: int
) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {name: [] for name in (*paths, *polls)}
    for _ in range(times):
        for name, path in paths.items():
            found[name].append(_asked(browser, path, 200))
        for name, path in polls.items():
            found[name].append(_asked(browser, path, 204, **{"HX-Request": "true"}))
    return found


def _asked(browser: Client, path: str, status: int, **headers: str) -> float:
    """Milliseconds until the whole answer is there."""
    began = time.perf_counter()
    answer = browser.get(path, headers=headers)
    took = (time.perf_counter() - began) * 1000
    assert answer.status_code == status, f"{path} answered {answer.status_code}"
    return took


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
