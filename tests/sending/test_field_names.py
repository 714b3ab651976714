"""A refusal says what it is about."""

import pytest

from omniapp.sending.field_names import named


@pytest.mark.parametrize(
    ("field", "message", "said"),
    [
        ("sender_email", "Must be a valid email address", "Sender email: Must be a valid email address."),
        ("b-subject", "Too long.", "Subject of B: Too long."),
        ("included", "Unknown segment", "Included segments: Unknown segment."),
        ("content.email.somethingNew", "Wrong", "somethingNew: Wrong."),
        ("subject", "", "Subject: Not as Omnisend wants it."),
        ("", "Wrong", "Wrong."),
    ],
)
def test_a_field_is_called_by_its_name(field: str, message: str, said: str) -> None:
    assert named(field, message).lower() == said.lower()
