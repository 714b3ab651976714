"""Reading one JSON object strictly, gathering every failure with its dotted path."""

import re
from collections.abc import Container
from datetime import datetime
from typing import Any

from omniapp.sandbox import moments
from omniapp.sandbox.problems import FieldError

HEX_ID = re.compile(r"[0-9a-fA-F]{24}")
EMAIL = re.compile(r"[^@\s,;<>\"]+@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}")


class Fields:
    """A JSON object being read. null counts as absent. Readers answer a usable value or an empty one."""

    def __init__(self, value: dict[str, Any], errors: list[FieldError], path: str = "") -> None:
        self._value, self._errors, self._path = value, errors, path
        self._asked: set[str] = set()
        self._children: list[Fields] = []

    def error(self, key: str, code: str, message: str) -> None:
        self._errors.append(FieldError(f"{self._path}{key}", code, message))

    def has(self, key: str) -> bool:
        return self._value.get(key) is not None

    def get(self, key: str) -> Any:
        self._asked.add(key)
        return self._value.get(key)

    def required(self, key: str) -> None:
        if not self.has(key):
            self.error(key, "required", "This field is required")

    def not_allowed(self, key: str, why: str) -> None:
        if self.get(key) is not None:
            self.error(key, "not_allowed", why)

    def text(
        self, key: str, *, required: bool = False, longest: int | None = None, blank: bool = True
    ) -> str:
        """A string. `required` refuses absence and blankness, `blank=False` only a blank one given."""
        value = self.get(key)
        if value is not None and not isinstance(value, str):
            self.error(key, "invalid_format", "Must be a string")
            return ""
        text: str = value or ""
        if not text.strip() and (required or (value is not None and not blank)):
            self.error(key, "required", "This field is required")
        elif longest is not None and len(text) > longest:
            self.error(key, "too_long", f"Must be at most {longest} characters")
        return text

    def email(self, key: str) -> str:
        text = self.text(key)
        if text and not EMAIL.fullmatch(text):
            self.error(key, "invalid_format", "Must be a valid email address")
            return ""
        return text

    def choice(self, key: str, choices: tuple[str, ...], *, required: bool = False) -> str:
        text = self.text(key, required=required)
        if text and text not in choices:
            self.error(key, "invalid_value", f"Must be one of: {', '.join(choices)}")
            return ""
        return text

    def integer(
        self, key: str, lowest: int, highest: int | None = None, *, required: bool = False
    ) -> int | None:
        value = self.get(key)
        if value is None:
            if required:
                self.required(key)
            return None
        if not isinstance(value, int) or isinstance(value, bool):
            self.error(key, "invalid_format", "Must be an integer")
            return None
        if value < lowest or (highest is not None and value > highest):
            limits = f"between {lowest} and {highest}" if highest is not None else f"at least {lowest}"
            self.error(key, "invalid_value", f"Must be {limits}")
            return None
        return value

    def flag(self, key: str) -> bool:
        value = self.get(key)
        if value is not None and not isinstance(value, bool):
            self.error(key, "invalid_format", "Must be true or false")
        return value is True

    def moment(self, key: str, *, required: bool = False) -> datetime | None:
        text = self.text(key, required=required)
        moment = moments.read(text) if text else None
        if text and moment is None:
            self.error(key, "invalid_format", "Must be a time in RFC 3339 format")
        return moment

    def identifier(self, key: str, *, required: bool = False) -> str:
        text = self.text(key, required=required)
        given = isinstance(self._value.get(key), str) and not (required and not text.strip())
        if given and not HEX_ID.fullmatch(text):
            self.error(key, "invalid_format", "Must be a 24 character hexadecimal string")
            return ""
        return text.lower()

    def identifiers(self, key: str, known: Container[str] | None = None) -> list[str]:
        """A list of ids, which must be among the known ones if those are given."""
        good = []
        for number, text in self._texts(key, HEX_ID, "Must be a 24 character hexadecimal string"):
            if known is not None and text.lower() not in known:
                self.error(f"{key}.{number}", "invalid_value", "Must exist")
            good.append(text.lower())
        return good

    def emails(self, key: str) -> list[str]:
        return [text for _, text in self._texts(key, EMAIL, "Must be a valid email address")]

    def _texts(self, key: str, pattern: re.Pattern[str], message: str) -> list[tuple[int, str]]:
        value = self.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.error(key, "invalid_format", "Must be an array")
            return []
        good = []
        for number, text in enumerate(value):
            if isinstance(text, str) and pattern.fullmatch(text):
                good.append((number, text))
            else:
                self.error(f"{key}.{number}", "invalid_format", message)
        return good

    def child(self, key: str, *, required: bool = False) -> "Fields | None":
        """The object under this key, or None (reported when it is required or no object)."""
        value = self.get(key)
        if value is None:
            if required:
                self.required(key)
            return None
        if not isinstance(value, dict):
            self.error(key, "invalid_format", "Must be an object")
            return None
        child = Fields(value, self._errors, f"{self._path}{key}.")
        self._children.append(child)
        return child

    def children(self, key: str, values: list[Any]) -> "list[Fields]":
        """The objects of a list under this key; whatever is no object is reported."""
        found = []
        for number, value in enumerate(values):
            if isinstance(value, dict):
                found.append(Fields(value, self._errors, f"{self._path}{key}.{number}."))
            else:
                self.error(f"{key}.{number}", "invalid_format", "Must be an object")
        self._children += found
        return found

    def refuse_unknown(self) -> None:
        """Report every key that nothing asked for, here and below."""
        for key in self._value:
            if key not in self._asked:
                self.error(key, "unknown_field", "This field is not known")
        for child in self._children:
            child.refuse_unknown()
