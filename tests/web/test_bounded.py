"""A request that is too large is refused before a byte of it is read."""

import pytest
from django.test import Client

MULTIPART = "multipart/form-data; boundary=x"


@pytest.mark.parametrize("length", [str(20 * 1024 * 1024 + 1), "9" * 30])
@pytest.mark.parametrize("kind", [MULTIPART, "application/x-www-form-urlencoded"])
def test_whatever_nobody_needs_is_not_taken_in(client: Client, length: str, kind: str) -> None:
    answer = client.post("/sign-in/", b"", content_type=kind, CONTENT_LENGTH=length)
    assert (answer.status_code, answer.headers["Content-Type"]) == (413, "text/plain; charset=utf-8")
    assert "larger than 20 MB" in answer.text
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.django_db
@pytest.mark.parametrize("length", ["", "12"])
def test_anything_else_is(client: Client, length: str) -> None:
    answer = client.post("/sign-in/", b"email=a%40b.c", content_type="text/plain", CONTENT_LENGTH=length)
    assert answer.status_code == 422
