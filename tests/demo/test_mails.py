"""What the demo's terminal shows of mails, which nobody gets."""

import pathlib
from typing import Any

import pytest
from django.core import mail

from omniapp.demo.mails import Mails


@pytest.fixture
def directory(tmp_path: pathlib.Path, settings: Any) -> pathlib.Path:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mails")
    return tmp_path / "mails"


def test_each_mail_is_shown_once_with_its_whole_link(directory: pathlib.Path) -> None:
    mails = Mails(directory)
    link = f"http://127.0.0.1:8000/reset/{'x' * 120}/"
    mail.send_mail("A new password – for you", f"Hello,\n\n{link}\n", None, ["ona@agency.example"])

    assert list(mails.news()) == [
        "To ona@agency.example: A new password – for you",
        "  Hello,",
        "  ",
        f"  {link}",
    ]
    assert list(mails.news()) == []
    assert list(Mails(directory).news()) == [], "the next start does not tell what this one told"


def test_several_in_one_file_and_half_of_one_that_is_being_written(directory: pathlib.Path) -> None:
    mails = Mails(directory)
    with mail.get_connection() as connection:
        for subject in ("One", "Two"):
            mail.EmailMessage(subject, "Text", None, ["a@b.example"], connection=connection).send()
    (file,) = directory.glob("*.log")
    whole = file.read_bytes()
    file.write_bytes(whole[:-40])
    assert list(mails.news()) == ["To a@b.example: One", "  Text"]

    file.write_bytes(whole)
    assert list(mails.news()) == ["To a@b.example: Two", "  Text"]


def test_nobody_else_may_read_them(directory: pathlib.Path) -> None:
    Mails(directory)

    assert directory.stat().st_mode & 0o777 == 0o700
