"""Icons: inlined, ours alone, and all there."""

import re
from pathlib import Path

import pytest
from django.template import Context, Template, TemplateSyntaxError

from omniapp.merchant.buttons import ICONS
from omniapp.web import icons

ROOT = Path(__file__).parent.parent.parent


def test_an_icon_is_drawn_for_the_eye_alone() -> None:
    drawn = icons.svg("send", "icon-large")

    assert drawn.startswith('<svg class="icon icon-large"')
    assert 'aria-hidden="true"' in drawn
    assert " style=" not in drawn


def test_an_icon_we_do_not_carry_is_a_mistake_in_the_template() -> None:
    with pytest.raises(TemplateSyntaxError, match="no icon named 'sparkling-wine'"):
        Template('{% load web %}{% icon "sparkling-wine" %}').render(Context())


def test_every_icon_that_templates_and_buttons_name_is_there() -> None:
    named = set(ICONS.values())
    for page in (ROOT / "templates").rglob("*.html"):
        named |= set(re.findall(r"{%\s*icon\s+\"([^\"]+)\"", page.read_text()))
        named |= set(re.findall(r"icon_name=\"([^\"]+)\"", page.read_text()))

    assert len(named) > 20
    assert named - icons.paths().keys() == set()


def test_the_licences_of_the_drawings_are_kept_beside_them() -> None:
    licence = (ROOT / "omniapp/web/lucide.LICENSE").read_text()

    assert "ISC License" in licence
    assert "Cole Bemis" in licence
