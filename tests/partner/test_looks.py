"""The pages over all stores in a real Chromium: for everybody, light and dark, on a desk and a phone."""

import pytest
from django.test import Client

from omniapp.stores import record
from omniapp.stores.models import Store
from tests import cast
from tests.merchant import scenes
from tests.merchant.scenes import scene
from tests.partner.fleet import fleet
from tests.web.chromium import PHONE, WIDE, Answer, Scheme, chromium, fetch, window

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
LONG = "Extraordinarilylongnamewithoutaplacetobreakit" * 5
EMPTY = ["/attention/", "/stores/", "/activity/", "/calendar/"]
PATHS = [
    "/attention/",
    "/attention/?fix=plan",
    "/stores/?sort=needs",
    "/activity/",
    "/activity/?who=someone&since=2026-11-01",
    "/calendar/",
    "/calendar/?view=week",
    "/calendar/?view=day",
    "/calendar/?view=week&only=quiet",
    "/team/",
    "/team/invite/",
]


@pytest.fixture
def everything(owner: Client, alpine: Store) -> dict[str, Answer]:
    """All pages, empty and full."""
    empty = {f"{path}?empty": page for path, page in fetch(owner, EMPTY).items()}
    fleet(12, "sent", "plan")
    for shown in ("scheduled", "sent", "unknown", "failed", "reconnect"):
        scene(alpine, shown)
    long = scene(alpine, "plan", name=LONG)
    record.add(alpine, record.Kind.SETTINGS, actor=f"{LONG}@agency.example", at=scenes.NOW, note=LONG)
    cast.partner(email="wolf@agency.example", name=LONG[:80])
    Store.objects.filter(pk=alpine.pk).update(name=LONG, tags=["food"])
    letter = f"/attention/mail/?fix=plan&store={alpine.brand_id}"
    results = f"/attention/together/?of={long.deliveries.get().pk}"
    return fetch(owner, [*PATHS, f"/activity/?campaign={long.pk}", letter, results]) | empty


@pytest.mark.parametrize(("scheme", "width"), [("light", WIDE), ("dark", PHONE)])
def test_every_page_is_accessible_and_fits(everything: dict[str, Answer], scheme: Scheme, width: int) -> None:
    found: dict[str, list[str]] = {}
    with chromium() as browser, window(browser, everything, width=width, scheme=scheme) as shown:
        for path in everything:
            page = shown.open(path)
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            problems = ["scrolls sideways"] * wide + shown.violations()
            found |= {path: problems} if problems else {}
        said = [text for text in shown.said if "404" not in text]
    assert found == {}
    assert said == []
