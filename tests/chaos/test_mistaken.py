"""Each mistake must still find what it replaces: one that changes nothing would prove nothing."""

import sys
from collections.abc import Iterator

import pytest
from django.conf import settings

from omniapp.sending import claims, decisions, exchanges
from tests.chaos.mistaken import MISTAKES, make
from tests.chaos.mistakes import MISTAKES as NAMES
from tests.chaos.replacing import OutOfUse, everywhere, there


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    """Whatever is replaced in the product, or in its settings, is back afterwards."""
    modules = [module for name, module in list(sys.modules.items()) if name.startswith("omniapp.")]
    before = [(module, dict(vars(module))) for module in modules]
    still_ours = exchanges.Asked.still_ours
    durations = settings.SENDING_QUIET, settings.SENDING_HOLD
    yield
    for module, names in before:
        vars(module).update(names)
    exchanges.Asked.still_ours = still_ours  # type: ignore[method-assign]
    settings.SENDING_QUIET, settings.SENDING_HOLD = durations


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_each_mistake_finds_what_it_replaces(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setenv("CHAOS_MISTAKEN", str(tmp_path_factory.mktemp("run") / "mistaken"))
    make(name)
    assert set(MISTAKES) == set(NAMES)


def test_what_nobody_has_by_name_is_not_replaced() -> None:
    with pytest.raises(OutOfUse, match="nobody but its own module"):
        everywhere(claims._give_back, lambda now: 0)


def test_what_takes_something_else_by_now_is_not_replaced() -> None:
    with pytest.raises(OutOfUse, match="takes"):
        everywhere(decisions.decide, lambda s, e: s)
    with pytest.raises(OutOfUse, match="has no"):
        there(claims, "claim_all", None)
