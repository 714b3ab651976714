"""How much of a subject and a preheader an inbox shows. Pure."""

from omniapp.campaigns.check.message import ON_A_DESKTOP, ON_A_PHONE, cut

WIDTHS = (("On a phone", ON_A_PHONE), ("On a desktop", ON_A_DESKTOP))


def previews(subject: str, preheader: str) -> list[tuple[str, str, str]]:
    """Where, and what is left of both there."""
    return [(where, cut(subject, at), cut(preheader, at)) for where, at in WIDTHS]
