"""Templates made of HTML: refused before Omnisend is asked, asked for once, looked for when in doubt."""

from typing import Any

import pytest
from django.core.cache import cache
from pytest_django.fixtures import Settings

from omniapp import omnisend
from omniapp.campaigns import imports, pickers
from omniapp.stores import connection
from omniapp.stores.models import Store
from tests import cast
from tests.sandbox_control import Sandbox

IMPORT = "POST /email-templates/import"
PAGE = "<html><body><p>Wool</p></body></html>"


@pytest.fixture
def store(db: None, sandbox: Sandbox) -> Store:
    return cast.connected_store(sandbox)


def there(sandbox: Sandbox, name: str) -> int:
    return len([t for t in sandbox.state()["templates"] if t["name"] == name])


@pytest.mark.parametrize(
    ("name", "html", "field", "said"),
    [
        ("", PAGE, "name", "a name"),
        ("x" * 256, PAGE, "name", "1 more than the 255"),
        ("Mine", "  ", "html", "Paste the HTML"),
        ("Mine", "Dear reader, 1 < 2", "html", "no HTML"),
        ("Mine", PAGE + "é" * 600_000, "html", "1 MB is the most"),
        ("Mine", PAGE + '"' * 600_000, "html", "1 MB is the most"),  # each is two bytes of the request
    ],
)
def test_what_omnisend_would_refuse_is_said_at_its_field(name: str, html: str, field: str, said: str) -> None:
    wrong = imports.problems(name, html)
    assert list(wrong) == [field]
    assert said in wrong[field]


def test_it_is_in_the_list_at_once(store: Store, sandbox: Sandbox) -> None:
    pickers.templates(store)
    made = imports.import_html(store, "Mine", PAGE)
    assert pickers.templates(store).items[0].id == made.id


@pytest.mark.parametrize("name", ["Mine", "Autumn newsletter"])
def test_a_lost_answer_that_arrived_is_found_by_its_name_and_not_repeated(
    store: Store, sandbox: Sandbox, name: str
) -> None:
    before = there(sandbox, name)
    sandbox.fault(IMPORT, "cut", effect="before")

    made = imports.import_html(store, name, PAGE)

    assert made.found
    assert there(sandbox, name) == before + 1
    assert made.id not in {t.id for t in pickers.templates(store).items if t.name == name and t.id != made.id}


def test_a_lost_answer_that_did_not_arrive_is_told_and_not_repeated(store: Store, sandbox: Sandbox) -> None:
    sandbox.fault(IMPORT, "cut")
    with pytest.raises(imports.NotImported, match="not there so far"):
        imports.import_html(store, "Mine", PAGE)
    assert there(sandbox, "Mine") == 0


def test_pressed_again_it_is_looked_for_before_it_is_asked_for_again(store: Store, sandbox: Sandbox) -> None:
    sandbox.fault(IMPORT, "late", seconds=60)
    with pytest.raises(imports.NotImported, match="not there so far"):
        imports.import_html(store, "Mine", PAGE)
    with pytest.raises(imports.NotImported, match="may still come"):
        imports.import_html(store, "Mine", PAGE)

    sandbox.clock(advance=61)

    assert imports.import_html(store, "Mine", PAGE).found
    assert there(sandbox, "Mine") == 1


def test_a_process_that_died_and_a_redis_that_was_emptied_make_no_twin(
    store: Store, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox.fault(IMPORT, "late", seconds=60)
    run = connection.run

    def dies(store: Store, call: omnisend.Call[Any], **how: Any) -> Any:
        try:
            return run(store, call, **how)
        except omnisend.OmnisendError:
            raise SystemExit from None

    with monkeypatch.context() as dying:
        dying.setattr(connection, "run", dies)
        with pytest.raises(SystemExit):
            imports.import_html(store, "Mine", PAGE)
    cache.clear()
    with pytest.raises(imports.NotImported, match="may still come") as told:
        imports.import_html(store, "Mine", PAGE)
    assert told.value.unsure

    sandbox.clock(advance=61)

    assert imports.import_html(store, "Mine", PAGE).found
    assert there(sandbox, "Mine") == 1


def test_once_it_can_no_longer_come_it_is_asked_for_anew(
    store: Store, sandbox: Sandbox, settings: Settings
) -> None:
    settings.SENDING_QUIET = 0
    sandbox.fault(IMPORT, "cut")
    with pytest.raises(imports.NotImported):
        imports.import_html(store, "Mine", PAGE)

    assert not imports.import_html(store, "Mine", PAGE).found
    assert there(sandbox, "Mine") == 1


def test_another_page_of_the_same_name_is_another_import(store: Store, sandbox: Sandbox) -> None:
    sandbox.fault(IMPORT, "cut")
    with pytest.raises(imports.NotImported):
        imports.import_html(store, "Mine", PAGE)

    assert not imports.import_html(store, "Mine", f"{PAGE}<p>and silk</p>").found


@pytest.mark.parametrize(
    ("status", "details", "field", "said"),
    [
        (413, {}, "html", "larger than 1 MB"),
        (400, {"errors": [{"field": "name", "code": "max", "message": "Too long"}]}, "name", "Too long"),
        (403, {}, "", "the right to make templates"),
    ],
)
def test_a_refusal_stands_at_its_field(
    store: Store, sandbox: Sandbox, status: int, details: dict[str, Any], field: str, said: str
) -> None:
    sandbox.fault(IMPORT, status=status, **details)
    with pytest.raises(imports.NotImported, match=said) as refused:
        imports.import_html(store, "Mine", PAGE)
    assert refused.value.field == field
