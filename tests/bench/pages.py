"""How long the pages over thousands of stores take, and the polls of what stays open."""

import datetime as dt
import html
import re
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from django.core.management import call_command
from django.db.models import Count
from django.http import QueryDict
from django.test import Client, override_settings

from omniapp import clock
from omniapp.partner import quiet
from omniapp.people.models import User
from omniapp.stores.models import Store
from tests.bench import plain_page
from tests.bench.place import Bench
from tests.bench.report import Row, at_most, ratio

_STORES: Final = 5000
_CAMPAIGNS: Final = 50_000
_TIMES: Final = 60
_WARM: Final = 3
_PLAIN: Final = "a trivial page"
#: The pages that are one table of rows of one kind; the others put together, group or count over all stores.
_LISTS: Final = {"stores": "/stores/", "campaigns of a store": "", "activity": "/activity/"}
_OTHERS: Final = {
    "stores, by what needs somebody": "/stores/?sort=needs",
    "stores, by what goes next": "/stores/?sort=next",
    "stores, nothing planned": "/stores/?show=idle",
    "attention": "/attention/",
    "attention, 50 of one group": "/attention/?fix=plan",
    "calendar, a month": "/calendar/",
    "calendar, a week": "/calendar/?view=week",
    "calendar, a day": "/calendar/?view=day",
    "calendar, a month's gaps": "/calendar/?only=quiet",
    "metrics": "/metrics",
}
_POLLED: Final = ("stores", "attention", "activity")
_MOVED: Final = "stores, poll of stores that moved of late"
_TOKEN: Final = "of-the-benchmark"
_HOW: Final = {
    "ROOT_URLCONF": plain_page.__name__,
    "STORAGES": {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
    "METRICS_TOKEN": _TOKEN,
}


def rows(bench: Bench) -> Iterator[Row]:
    """The pages over 5,000 stores with 50,000 campaigns.

    Each page is asked for 60 times by one browser of somebody who may see all, turn by turn with a trivial
    page: in the same site with the same middleware and frame, somebody signed in, one query, a table of 50
    rows and five columns. Counted is the time from the request to the whole answer inside one process, with
    all middleware; of each round the 95th percentile, for ratios the median. Those with a goal beside the
    trivial page are plain lists, one table of 25 to 50 rows; the others group or count over all stores. A
    poll asks for news when there is none; a goal compares it with its page. That of stores first looks for
    lines about its fifty stores that were recorded since; where there are some, it reads what the rows tell
    and compares that, for those who look on while their stores move. ``metrics`` is what a watching program
    reads.
    """
    call_command("seedscale", stores=bench.some(_STORES), campaigns=bench.some(_CAMPAIGNS))
    with override_settings(**_HOW), bench.logging_into("pages"):
        browser = Client(SERVER_NAME="127.0.0.1", headers={"Authorization": f"Bearer {_TOKEN}"})
        browser.force_login(User.objects.create_user("owner@agency.example", is_owner=True))
        lists = _LISTS | {"campaigns of a store": _campaigns()}
        paths = {_PLAIN: plain_page.PATH, **lists, **_OTHERS}
        polls = {f"{name}, poll": _poll(browser, paths[name]) for name in _POLLED}
        polls[_MOVED] = _as_if_moved(polls["stores, poll"], User.objects.get())
        _round(browser, paths, polls, _WARM)
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
    for name in (*_LISTS, *_OTHERS):
        goal = at_most(1.5) if name in _LISTS else None
        yield ratio(f"{name}, of {_PLAIN}", medians[name], medians[_PLAIN], goal)
    yield ratio(f"{_MOVED}, of the page", medians[_MOVED], medians["stores"])
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


def _as_if_moved(poll: str, user: User) -> str:
    """The same address of a page so old that all which was ever recorded counts as news to look at."""
    place, _, asked = poll.partition("?")
    told = QueryDict(asked, mutable=True)
    told["since"] = quiet.since(user, str(told["of"]), clock.now() - dt.timedelta(days=1000))
    return f"{place}?{told.urlencode()}"


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
