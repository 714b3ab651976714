"""What a snapshot is made of besides its audience and time: one part for each kind of campaign. Pure."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Self

from omniapp.campaigns.amounts import Wait, whole
from omniapp.campaigns.frozen import Frozen

if TYPE_CHECKING:
    from omniapp.campaigns.models import Campaign

SEND_ALL = 100  # per cent: everybody gets one of the two variants, and there is no winner


class EmailPart(Frozen):
    """One email. An empty sender address is the store's own; in a booster empty texts are its parent's."""

    subject: str = ""
    preheader: str = ""
    sender_name: str = ""
    sender_email: str = ""
    reply_to: str = ""
    template_id: str = ""
    template_name: str = ""

    @classmethod
    def of(cls, campaign: "Campaign") -> Self:
        return cls.model_validate({field: getattr(campaign, field) for field in cls.model_fields})

    @classmethod
    def of_variant(cls, variant: Mapping[str, Any]) -> Self:
        """One side of an A/B test; what it does not name is empty."""
        return cls.model_validate({field: variant.get(field, "") for field in cls.model_fields})


class SmsPart(Frozen):
    """One text message: ``stop_text`` follows it in the US and Canada, ``unsubscribe_text`` elsewhere."""

    message: str
    stop_text: str
    unsubscribe_text: str
    shorten_links: bool
    image_id: str
    image_name: str

    @classmethod
    def of(cls, campaign: "Campaign") -> Self:
        return cls.model_validate({field: getattr(campaign, field) for field in cls.model_fields})


class AbTestPart(Frozen):
    """Two emails, the share in per cent that tests them, and how the better one is found.

    ``metric`` is empty and ``decision`` None when ``share`` is 100.
    """

    a: EmailPart
    b: EmailPart
    share: int
    metric: Literal["", "openRate", "clickRate"]
    decision: Wait | None

    @classmethod
    def of(cls, campaign: "Campaign") -> Self:
        share = whole(campaign.test_share)
        all_of_them = share == SEND_ALL
        return cls.model_validate(
            {
                "a": EmailPart.of_variant(campaign.variants.get("a", {})),
                "b": EmailPart.of_variant(campaign.variants.get("b", {})),
                "share": share,
                "metric": "" if all_of_them else campaign.winning_metric,
                "decision": None
                if all_of_them
                else Wait.read(campaign.decision_amount, campaign.decision_unit),
            }
        )

    @property
    def sends_all(self) -> bool:
        return self.share == SEND_ALL


class BoosterPart(Frozen):
    """A follow-up to those who did not open, or did not click, the parent.

    With a ``delay`` it is attached to a parent that is still a draft: it schedules itself once that is sent.
    Without one the parent was sent, and ``parent_id`` is the id it has at Omnisend.
    """

    parent_id: str
    parent_name: str
    send_to: Literal["nonOpeners", "nonClickers"]
    delay: Wait | None

    @classmethod
    def of(cls, campaign: "Campaign") -> Self:
        parent = campaign.parent
        remote = parent.omnisend_id if parent and not campaign.attached else ""
        delay = Wait.read(campaign.delay_amount, campaign.delay_unit) if campaign.attached else None
        return cls.model_validate(
            {
                "parent_id": remote,
                "parent_name": parent.name if parent else "",
                "send_to": campaign.send_to,
                "delay": delay,
            }
        )

    @property
    def attached(self) -> bool:
        return self.delay is not None


class Tags(Frozen):
    """What is added to links; an empty text is Omnisend's own."""

    source: str = ""
    medium: str = ""
    campaign: str = ""

    @classmethod
    def of(cls, campaign: "Campaign") -> tuple[Self, ...]:
        """Nothing where nobody ever chose any, one for most campaigns, a's and b's for an A/B test."""
        chosen = campaign.utm
        if not chosen:
            return ()
        if campaign.type == campaign.Type.AB_TEST:
            return cls._read(chosen.get("a", {})), cls._read(chosen.get("b", {}))
        return (cls._read(chosen),)

    @classmethod
    def _read(cls, typed: Mapping[str, Any]) -> Self:
        return cls.model_validate({field: typed.get(field, "") for field in cls.model_fields})
