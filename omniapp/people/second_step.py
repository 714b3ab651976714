"""Signing in with a second step: six digits of an authenticator app, or a recovery code instead.

These codes follow the real time, because the telephone that makes them does.
"""

import hashlib
import re
import secrets
import time

import pyotp
import segno
from django.db import transaction
from pyotp.exceptions import OTPVerificationError

from omniapp import clock
from omniapp.people.models import RecoveryCode, SecondStep, User
from omniapp.stores.vault import Unopenable, vault

_HOW_MANY = 8
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # 32 of them, none that looks like another
_LONG = 24


def is_on(user: User) -> bool:
    return SecondStep.objects.filter(user=user).exclude(confirmed_at=None).exists()


@transaction.atomic
def offer(user: User, *, anew: bool) -> str:
    """A secret to put into an authenticator app. ``anew``: not the one somebody may have seen here before."""
    rows = SecondStep.objects.select_for_update().filter(user=user, confirmed_at=None)
    if anew:
        rows.delete()
    row = rows.first() or SecondStep.objects.create(
        user=user, secret=vault().seal(pyotp.random_base32(), owner=_owner(user), kind="totp")
    )
    return _secret(row)


def address(user: User, secret: str) -> str:
    """The otpauth:// address of this secret, as apps read it."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name="omniapp")


def picture(text: str) -> str:
    """A QR code as an SVG of one path, without any style in it."""
    return segno.make(text, error="m").svg_inline(
        omitsize=True, border=2, svgclass="qr", lineclass=None, title="QR code for an authenticator app"
    )


@transaction.atomic
def turn_on(user: User, code: str) -> list[str]:
    """Confirms the offered secret by its first code; the recovery codes, shown once. Empty: a wrong code."""
    waiting = SecondStep.objects.select_for_update().filter(user=user, confirmed_at=None).first()
    step = _step(waiting, code) if waiting else None
    if waiting is None or step is None:
        return []
    SecondStep.objects.filter(pk=waiting.pk).update(confirmed_at=clock.now(), last_step=step)
    return new_codes(user)


@transaction.atomic
def turn_off(user: User) -> bool:
    """Forgets the secret and the recovery codes; whether it was on."""
    RecoveryCode.objects.filter(user=user).delete()
    return bool(SecondStep.objects.filter(user=user).delete()[0])


@transaction.atomic
def new_codes(user: User) -> list[str]:
    """Recovery codes in place of all from before. Only their hashes are kept."""
    RecoveryCode.objects.filter(user=user).delete()
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(_LONG)) for _ in range(_HOW_MANY)]
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, code_hash=_hash(code)) for code in codes)
    return ["-".join(code[at : at + 4] for at in range(0, _LONG, 4)) for code in codes]


def codes_left(user: User) -> int:
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


def accepts(user: User, given: str) -> str:
    """Uses up a code of either kind; which kind it was, in words, or empty: neither."""
    if accepts_code(user, given):
        return "a code"
    return "a recovery code" if accepts_recovery_code(user, given) else ""


def accepts_code(user: User, code: str) -> bool:
    """Whether the app's code is right and newer than every code that was used. It is used up by this."""
    row = SecondStep.objects.filter(user=user).exclude(confirmed_at=None).first()
    step = _step(row, code) if row else None
    if row is None or step is None:
        return False
    return bool(SecondStep.objects.filter(pk=row.pk, last_step__lt=step).update(last_step=step))


def accepts_recovery_code(user: User, code: str) -> bool:
    """Whether it is one of theirs and unused. It is used up by this."""
    unused = RecoveryCode.objects.filter(user=user, code_hash=_hash(code), used_at=None)
    return bool(unused.update(used_at=clock.now()))


def _step(row: SecondStep, code: str) -> int | None:
    """Which 30 seconds this code belongs to: now, or one to either side, for a clock that is a little off."""
    digits = re.sub(r"\s", "", code)
    if not re.fullmatch(r"[0-9]{6}", digits):
        return None
    try:
        return pyotp.TOTP(_secret(row)).verify_and_get_timecode(digits, for_time=time.time(), valid_window=1)
    except OTPVerificationError:
        return None


def _secret(row: SecondStep) -> str:
    return vault().open(row.secret, owner=_owner(row.user), kind="totp")


def _owner(user: User) -> str:
    return f"user {user.pk}"


def _hash(code: str) -> str:
    return hashlib.sha256(re.sub(r"[\s-]", "", code).lower().encode()).hexdigest()


def seal_anew() -> tuple[int, int]:
    """Seals what an older key sealed with the first one; how many, and how many do not open."""
    done = broken = 0
    for row in SecondStep.objects.exclude(secret__startswith=f"{vault().current}:").select_related("user"):
        try:
            sealed = vault().seal(_secret(row), owner=_owner(row.user), kind="totp")
        except Unopenable:
            broken += 1
            continue
        done += SecondStep.objects.filter(pk=row.pk, secret=row.secret).update(secret=sealed)
    return done, broken
