"""What is asked of campaigns: one body for each kind to be made, one for changes, and the small ones."""

from omniapp.sandbox.openapi.words import FLAG, Schema, asked, one_of, ref, rows, text, whole
from omniapp.sandbox.rules.abtest import LONGEST_DECISION, METRICS, SEND_ALL
from omniapp.sandbox.rules.booster_settings import AUDIENCES, LONGEST_DELAY
from omniapp.sandbox.rules.document import LANGUAGES
from omniapp.sandbox.rules.email import LONGEST
from omniapp.sandbox.rules.sending import GOALS, STRATEGIES
from omniapp.sandbox.rules.utm import KEYS

_NAME = text(longest=250, filled=True)
_LINE = text(longest=LONGEST, filled=True)
_ADDRESSES = {"senderEmail": ref("SenderEmail"), "replyToEmail": ref("SenderEmail")}
_OPTIONAL = {"preheader": text(longest=LONGEST)} | _ADDRESSES
_TEMPLATE = {"templateID": ref("TemplateID")}
_EMAIL = asked({"subject": _LINE, "senderName": _LINE} | _TEMPLATE, _OPTIONAL)
_EMAIL_OF_VARIANT = asked({"subject": _LINE} | _TEMPLATE, {"senderName": _LINE} | _OPTIONAL)
_CHANGED_VARIANT = asked({"subject": _LINE}, {"senderName": _LINE} | _OPTIONAL)
_CHANGED_EMAIL = asked({}, {"subject": _LINE, "senderName": _LINE} | _OPTIONAL)
_EMAIL_OF_BOOSTER = asked({}, {"subject": _LINE, "senderName": _LINE} | _TEMPLATE | _OPTIONAL)
_COMPLIANCE = {
    "stopKeywordText": text(longest=250, pattern="[Ss][Tt][Oo][Pp]"),
    "unsubscribeLinkText": text(longest=250, pattern=r"\[\[unsubscribe_link\]\]"),
}
_MESSAGE = {"message": text(filled=True)}
_SMS_REST = {"imageID": ref("ImageID"), "isLinkShorteningEnabled": FLAG}
_SMS = asked(_MESSAGE | {"compliance": asked(_COMPLIANCE)}, _SMS_REST)
_CHANGED_SMS = asked({}, _MESSAGE | {"compliance": asked({}, _COMPLIANCE)} | _SMS_REST)


def _amount(least: int, longest: dict[str, int]) -> Schema:
    """A stretch of time; how many at most depends on the unit."""
    return {
        "oneOf": [
            asked({"amount": whole(least, most), "unit": one_of(unit)}) for unit, most in longest.items()
        ]
    }


_SENDING = asked(
    {},
    {
        "strategy": one_of(*STRATEGIES),
        "scheduledAt": ref("SendingTime"),
        "isTZOptimizationEnabled": FLAG,
        "optimizeFor": one_of(*GOALS),
    },
)
_COMMON: dict[str, Schema] = {
    "language": one_of(*LANGUAGES),
    "audience": asked(
        {}, {"includedSegmentIDs": rows(ref("SegmentID")), "excludedSegmentIDs": rows(ref("SegmentID"))}
    ),
    "sendingSettings": _SENDING,
}
_SETTINGS: Schema = {
    "oneOf": [
        asked({"testSizePercent": whole(SEND_ALL, SEND_ALL)}),
        asked(
            {
                "testSizePercent": whole(10, SEND_ALL - 1),
                "winningMetric": one_of(*METRICS),
                "decisionTime": _amount(1, LONGEST_DECISION),
            }
        ),
    ]
}
_DELAY = _amount(0, LONGEST_DELAY)


def _ab_test(email: Schema) -> Schema:
    variant = asked({"content": asked({"email": email})})
    return asked({"settings": _SETTINGS, "variants": asked({"a": variant, "b": variant})})


def _booster(least: int) -> Schema:
    always = {"campaignID": ref("CampaignID"), "sendTo": one_of(*AUDIENCES)}
    return asked(always, {"delay": _amount(least, LONGEST_DELAY)})


def _new(
    kind: str, channel: str, own: dict[str, Schema], optional: dict[str, Schema] | None = None
) -> Schema:
    head = {"type": one_of(kind), "channel": one_of(channel)}
    return asked(head | own, _COMMON | (optional or {}))


SCHEMAS: dict[str, Schema] = {
    "NewRegularEmail": _new("regular", "email", {"name": _NAME, "content": asked({"email": _EMAIL})}),
    "NewRegularSms": _new("regular", "sms", {"name": _NAME, "content": asked({"sms": _SMS})}),
    "NewABTest": _new("abTest", "email", {"name": _NAME, "abTest": _ab_test(_EMAIL_OF_VARIANT)}),
    "NewBoosterEmail": _new(
        "booster",
        "email",
        {"boosterSettings": _booster(1)},
        {"name": text(longest=250), "content": asked({}, {"email": _EMAIL_OF_BOOSTER})},
    ),
    "NewBoosterSms": _new(
        "booster",
        "sms",
        {"boosterSettings": _booster(0), "content": asked({"sms": _SMS})},
        {"name": text(longest=250)},
    ),
    "CampaignChanges": asked(
        {},
        {
            "name": text(longest=250),
            "content": asked({}, {"email": _CHANGED_EMAIL, "sms": _CHANGED_SMS}),
            "boosterSettings": asked({}, {"sendTo": one_of(*AUDIENCES), "delay": _DELAY}),
            "abTest": _ab_test(_CHANGED_VARIANT),
        }
        | _COMMON,
    ),
    "NewTags": asked({}, {key: text(longest=250) for key in KEYS}),
    "RegularTags": asked({"tags": ref("NewTags")}),
    "VariantTags": asked({"variants": asked({}, {"a": ref("NewTags"), "b": ref("NewTags")})}),
    "TestEmail": asked({"recipients": rows({"type": "string", "format": "email"}, least=1, most=5)}),
    "Winner": asked({"variantID": ref("VariantID")}),
}
NEW = ("NewRegularEmail", "NewRegularSms", "NewABTest", "NewBoosterEmail", "NewBoosterSms")
