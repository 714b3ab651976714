"""What Omnisend is given. None is left out, so a change touches only what it names.

The limits are those of the published request schemas; a body that breaks one cannot be built
(pydantic.ValidationError, a ValueError). Source: Omnisend API 2026-03-15, Create and Update campaign.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from .schemas import Audience, UtmTags
from .variants import ABTestChanges, NewABTest
from .wire import Filled250, Sent, SentTime, Text250

Strategy = Literal["immediate", "scheduled", "personalized"]
OptimizeFor = Literal["opens", "clicks", "orders"]
SendTo = Literal["nonOpeners", "nonClickers"]

LANGUAGES = tuple(
    """
    be_BY da_DK de_DE en_US es_ES es_LA et_EE fi_FI fr_FR it_IT
    lt_LT lv_LV nl_NL nn_NO pl_PL pt_BR pt_PT ru_RU sl_SL sv_SE
    """.split()  # noqa: SIM905 - twenty quoted codes are harder to compare with Omnisend's list
)
"""The languages a campaign may have; en_US when none is given."""


def _known(language: str) -> str:
    if language not in LANGUAGES:
        raise ValueError(f"not a language of Omnisend's: {language!r}")
    return language


Language = Annotated[str, AfterValidator(_known)]


class NewSendingSettings(Sent):
    """Replaces what was there as a whole. For personalized only the date in the brand's zone counts."""

    strategy: Strategy
    scheduled_at: SentTime | None = None
    optimize_for: OptimizeFor | None = None
    is_tz_optimization_enabled: bool | None = None


class NewEmail(Sent):
    """The template is copied at creation and can never be changed afterwards.

    A booster that keeps its parent's design is created without content and given its subject by a change.
    """

    template_id: str
    subject: Text250 | None = None
    preheader: Text250 | None = None
    sender_name: Text250 | None = None
    sender_email: str | None = None
    reply_to_email: str | None = None


class EmailChanges(Sent):
    """Merged field by field. An empty `reply_to_email` clears it."""

    subject: Filled250 | None = None
    preheader: Text250 | None = None
    sender_name: Filled250 | None = None
    sender_email: str | None = None
    reply_to_email: str | None = None


class NewSmsCompliance(Sent):
    """STOP text for the US and Canada; the text with `[[unsubscribe_link]]` for everywhere else."""

    stop_keyword_text: Text250
    unsubscribe_link_text: Text250


class NewSms(Sent):
    message: str
    compliance: NewSmsCompliance
    image_id: str | None = None
    is_link_shortening_enabled: bool | None = None


class SmsComplianceChanges(Sent):
    stop_keyword_text: Filled250 | None = None
    unsubscribe_link_text: Filled250 | None = None


class SmsChanges(Sent):
    message: Annotated[str, Field(min_length=1)] | None = None
    compliance: SmsComplianceChanges | None = None
    image_id: str | None = None
    is_link_shortening_enabled: bool | None = None


class NewContent(Sent):
    email: NewEmail | None = None
    sms: NewSms | None = None


class ContentChanges(Sent):
    email: EmailChanges | None = None
    sms: SmsChanges | None = None


class Delay(Sent):
    """At most 240 hours or 10 days; 0 only for an SMS booster that goes out together with its parent."""

    amount: Annotated[int, Field(ge=0)]
    unit: Literal["h", "d"]

    @model_validator(mode="after")
    def _within_ten_days(self) -> Self:
        if self.amount > {"h": 240, "d": 10}[self.unit]:
            raise ValueError("the amount is more than 240 hours or 10 days")
        return self


class NewBooster(Sent):
    """`delay` for a parent that is still a draft; without it the parent must have been sent."""

    campaign_id: str
    send_to: SendTo
    delay: Delay | None = None


class BoosterChanges(Sent):
    send_to: SendTo | None = None
    delay: Delay | None = None


class NewCampaign(Sent):
    """Always becomes a draft, whatever its sending settings. Boosters may go without a name."""

    type: Literal["regular", "booster", "abTest"] = "regular"
    channel: Literal["email", "sms"] = "email"
    name: Text250 | None = None
    language: Language | None = None
    audience: Audience | None = None
    content: NewContent | None = None
    sending_settings: NewSendingSettings | None = None
    booster_settings: NewBooster | None = None
    ab_test: NewABTest | None = None


class CampaignChanges(Sent):
    """Content is merged; audience, sending settings and A/B test are replaced whole."""

    name: Text250 | None = None
    language: Language | None = None
    audience: Audience | None = None
    content: ContentChanges | None = None
    sending_settings: NewSendingSettings | None = None
    booster_settings: BoosterChanges | None = None
    ab_test: ABTestChanges | None = None


class UtmVariantsUpdate(Sent):
    a: UtmTags
    b: UtmTags


class UtmUpdate(Sent):
    """Either `tags` or, for an A/B test, `variants`."""

    tags: UtmTags | None = None
    variants: UtmVariantsUpdate | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if (self.tags is None) == (self.variants is None):
            raise ValueError("give either tags or variants")
        return self
