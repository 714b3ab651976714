"""A/B tests: two variants, a share of the audience, a winner. Source: Omnisend API 2026-03-15, Campaigns."""

from datetime import timedelta

from omniapp.sandbox.models import ABTest, Brand, Variant
from omniapp.sandbox.rules.email import Needs, read_email
from omniapp.sandbox.rules.fields import Fields

METRICS = ("openRate", "clickRate")
UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1)}
LONGEST_DECISION = {"h": 168, "d": 7}
SEND_ALL = 100
FEWEST_CONTACTS = 10


def read_ab_test(fields: Fields, brand: Brand, *, creating: bool) -> ABTest | None:
    """Settings and both variants; variants get their ids and content later."""
    whole = fields.child("abTest", required=True)
    if whole is None:
        return None
    settings, variants = whole.child("settings", required=True), whole.child("variants", required=True)
    read = _read_settings(settings) if settings is not None else ABTest(0, "", None, {})
    for letter in ("a", "b") if variants is not None else ():
        variant = variants.child(letter, required=True) if variants is not None else None
        content = variant.child("content", required=True) if variant is not None else None
        email = content.child("email", required=True) if content is not None else None
        if email is not None:
            needs = Needs(sender_name=False, template=creating)
            read.variants[letter] = Variant("", read_email(email, brand, needs))
    return read


def _read_settings(fields: Fields) -> ABTest:
    size = fields.integer("testSizePercent", 10, SEND_ALL, required=True) or 0
    if size == SEND_ALL:
        for key in ("winningMetric", "decisionTime"):
            fields.not_allowed(key, "Not used when everybody gets a variant")
        return ABTest(size, "", None, {})
    metric = fields.choice("winningMetric", METRICS, required=True)
    time = fields.child("decisionTime", required=True)
    decision = None
    if time is not None:
        unit = time.choice("unit", tuple(UNITS), required=True)
        amount = time.integer("amount", 1, LONGEST_DECISION.get(unit), required=True)
        decision = (amount, unit) if amount and unit else None
    return ABTest(size, metric, decision, {})
