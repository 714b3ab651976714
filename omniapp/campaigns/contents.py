"""Emails, text messages and A/B tests as Omnisend wants them written. Pure.

Source: Omnisend API 2026-03-15, Create campaign and Update campaign.
"""

from typing import TYPE_CHECKING

from omniapp import omnisend
from omniapp.campaigns.errors import Incomplete
from omniapp.campaigns.parts import AbTestPart, EmailPart, SmsPart

if TYPE_CHECKING:
    from omniapp.campaigns.reviewed import Reviewed


def new(reviewed: "Reviewed") -> omnisend.NewContent | None:
    """None for an A/B test, whose variants carry it, and for a booster with its parent's design.

    Words of its own such a booster is given by a change: here they would need a template beside them.
    """
    if reviewed.sms:
        return omnisend.NewContent(sms=_new_sms(reviewed.sms))
    email = reviewed.email
    if email is None or (reviewed.booster and not email.template_id):
        return None
    return omnisend.NewContent(
        email=omnisend.NewEmail(
            template_id=_template(email),
            subject=email.subject or None,
            preheader=email.preheader or None,
            sender_name=email.sender_name or None,
            sender_email=email.sender_email or None,
            reply_to_email=email.reply_to or None,
        )
    )


def new_ab_test(test: AbTestPart) -> omnisend.NewABTest:
    variants = omnisend.NewVariants(a=_new_variant(test.a), b=_new_variant(test.b))
    return omnisend.NewABTest(settings=_ab_settings(test), variants=variants)


def changed(reviewed: "Reviewed") -> omnisend.ContentChanges | None:
    """None where there is nothing to change: an A/B test, a booster with nothing but its parent's words."""
    if reviewed.sms:
        return omnisend.ContentChanges(sms=_changed_sms(reviewed.sms))
    email = reviewed.email
    if email is None:
        return None
    if reviewed.booster is None:
        return omnisend.ContentChanges(
            email=omnisend.EmailChanges(
                subject=email.subject,
                preheader=email.preheader,
                sender_name=email.sender_name,
                sender_email=email.sender_email or None,
                reply_to_email=email.reply_to,
            )
        )
    own = omnisend.EmailChanges(
        subject=email.subject or None,
        preheader=email.preheader or None,
        sender_name=email.sender_name or None,
        sender_email=email.sender_email or None,
        reply_to_email=email.reply_to or None,
    )
    return omnisend.ContentChanges(email=own) if own != omnisend.EmailChanges() else None


def changed_ab_test(test: AbTestPart) -> omnisend.ABTestChanges:
    variants = omnisend.VariantsChanges(a=_changed_variant(test.a), b=_changed_variant(test.b))
    return omnisend.ABTestChanges(settings=_ab_settings(test), variants=variants)


def _template(email: EmailPart) -> str:
    if not email.template_id:
        raise Incomplete("the design is one that only Omnisend has")
    return email.template_id


def _new_variant(email: EmailPart) -> omnisend.NewVariant:
    return omnisend.NewVariant(
        template_id=_template(email),
        subject=email.subject,
        preheader=email.preheader or None,
        sender_name=email.sender_name or None,
        sender_email=email.sender_email or None,
        reply_to_email=email.reply_to or None,
    )


def _changed_variant(email: EmailPart) -> omnisend.VariantChanges:
    return omnisend.VariantChanges(
        subject=email.subject,
        preheader=email.preheader,
        sender_name=email.sender_name or None,
        sender_email=email.sender_email or None,
        reply_to_email=email.reply_to,
    )


def _ab_settings(test: AbTestPart) -> omnisend.NewABTestSettings:
    wait = test.decision
    return omnisend.NewABTestSettings(
        test_size_percent=test.share,
        winning_metric=test.metric or None,
        decision_time=omnisend.DecisionTime(amount=wait.amount, unit=wait.unit) if wait else None,
    )


def _new_sms(sms: SmsPart) -> omnisend.NewSms:
    return omnisend.NewSms(
        message=sms.message,
        compliance=omnisend.NewSmsCompliance(
            stop_keyword_text=sms.stop_text, unsubscribe_link_text=sms.unsubscribe_text
        ),
        image_id=sms.image_id or None,
        is_link_shortening_enabled=sms.shorten_links,
    )


def _changed_sms(sms: SmsPart) -> omnisend.SmsChanges:
    """An image that was taken out cannot be cleared by a change: the draft is made anew then."""
    return omnisend.SmsChanges(
        message=sms.message,
        compliance=omnisend.SmsComplianceChanges(
            stop_keyword_text=sms.stop_text, unsubscribe_link_text=sms.unsubscribe_text
        ),
        image_id=sms.image_id or None,
        is_link_shortening_enabled=sms.shorten_links,
    )
