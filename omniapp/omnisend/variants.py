"""What Omnisend is given about A/B tests.

Source: Omnisend API 2026-03-15, Create and Update campaign.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from .wire import Filled250, Sent, Text250

WinningMetric = Literal["openRate", "clickRate"]


class DecisionTime(Sent):
    """1 to 168 hours, or 1 to 7 days."""

    amount: Annotated[int, Field(ge=1)]
    unit: Literal["h", "d"]

    @model_validator(mode="after")
    def _within_a_week(self) -> Self:
        if self.amount > {"h": 168, "d": 7}[self.unit]:
            raise ValueError("the amount is more than 168 hours or 7 days")
        return self


class NewABTestSettings(Sent):
    """At 100 per cent neither metric nor decision time is given."""

    test_size_percent: Annotated[int, Field(ge=10, le=100)]
    winning_metric: WinningMetric | None = None
    decision_time: DecisionTime | None = None


class _Variant(Sent):
    # Both kinds of variant are a few email fields, wrapped twice on the wire.
    @model_serializer(mode="wrap")
    def _wrap(self, plain: SerializerFunctionWrapHandler) -> dict[str, object]:
        return {"content": {"email": plain(self)}}


class NewVariant(_Variant):
    """The email of one variant."""

    template_id: str
    subject: Text250
    preheader: Text250 | None = None
    sender_name: Text250 | None = None
    sender_email: str | None = None
    reply_to_email: str | None = None


class VariantChanges(_Variant):
    """The email of one variant without its template, which stays."""

    subject: Filled250 | None = None
    preheader: Text250 | None = None
    sender_name: Filled250 | None = None
    sender_email: str | None = None
    reply_to_email: str | None = None


class NewVariants(Sent):
    a: NewVariant
    b: NewVariant


class VariantsChanges(Sent):
    a: VariantChanges
    b: VariantChanges


class NewABTest(Sent):
    settings: NewABTestSettings
    variants: NewVariants


class ABTestChanges(Sent):
    """Replaces settings and variants as a whole."""

    settings: NewABTestSettings
    variants: VariantsChanges
