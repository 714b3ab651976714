"""Typed texts as they are kept. Pure."""

import unicodedata


def one_line(text: str) -> str:
    """Without line breaks, other control characters, and spaces at either end."""
    return "".join(" " if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} else c for c in text).strip()
