"""Passwords that are guessed first here, and that no list of common ones knows."""

from django.core.exceptions import ValidationError

from omniapp.people.models import User

WORDS = (
    "omniapp",
    "omnisend",
    "password",
    "newsletter",
    "campaign",
    "agency",
    "partner",
    "welcome",
    "qwerty",
)
_LEFT, _DIFFERENT = 8, 5


class OurWords:
    """One of settings.AUTH_PASSWORD_VALIDATORS.

    Without the words of this place, enough has to be left, and of more than a few different characters.
    """

    def validate(self, password: str, user: User | None = None) -> None:
        rest = password.lower()
        for word in WORDS:
            rest = rest.replace(word, "")
        if len(rest) < _LEFT or len(set(rest)) < _DIFFERENT:
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        return "This is too easy to guess here. A few words that belong to nothing are good."
