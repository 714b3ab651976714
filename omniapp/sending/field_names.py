"""What people call a field that Omnisend refused."""

_CALLED = {
    "decision_amount": "decision time",
    "delay_amount": "delay",
    "excluded": "excluded segments",
    "included": "included segments",
    "on_date": "time",
    "reply_to": "reply-to address",
    "template_id": "template",
}


def named(field: str, message: str) -> str:
    """``message`` as a sentence that says what it is about. ``field``: our editor's, or Omnisend's path."""
    side, _, bare = field.rpartition("-") if field[:2] in ("a-", "b-") else ("", "", field)
    called = _CALLED.get(bare) or bare.rpartition(".")[2].replace("_", " ")
    of = f" of {side.upper()}" if side else ""
    said = f"{message.rstrip('.')}." if message else "Not as Omnisend wants it."
    return f"{called[:1].upper()}{called[1:]}{of}: {said}" if called else said
