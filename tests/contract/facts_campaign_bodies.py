"""What may stand in the bodies of campaign calls (Omnisend API 2026-03-15, Campaigns)."""

from tests.contract.model import Field

TYPES = ("regular", "booster", "abTest")
CHANNELS = ("email", "sms", "push")
STRATEGIES = ("immediate", "scheduled", "personalized")
OBJECTIVES = ("opens", "clicks", "orders")
SEND_TO = ("nonOpeners", "nonClickers")
METRICS = ("openRate", "clickRate")
UNITS = ("h", "d")
# fmt: off
LANGUAGES = (
    "da_DK", "nl_NL", "en_US", "et_EE", "fi_FI", "fr_FR", "de_DE", "it_IT", "lv_LV", "lt_LT",
    "nn_NO", "pl_PL", "pt_BR", "pt_PT", "ru_RU", "be_BY", "sl_SL", "es_LA", "es_ES", "sv_SE",
)
# fmt: on
DEFAULT_LANGUAGE = "en_US"

_HEAD = (
    Field("type", required=True, choices=TYPES),
    Field("channel", required=True, choices=CHANNELS),
    Field("language", choices=LANGUAGES),
    Field("audience.includedSegmentIDs", "idents"),
    Field("audience.excludedSegmentIDs", "idents"),
)
SENDING = (
    Field("sendingSettings.strategy", choices=STRATEGIES),
    Field("sendingSettings.scheduledAt", "time"),
    Field("sendingSettings.isTZOptimizationEnabled", "flag"),
    Field("sendingSettings.optimizeFor", choices=OBJECTIVES),
)
_NAME = Field("name", required=True, longest=250)
_DELAY = (
    Field("boosterSettings.delay.amount", "whole", least=0, most=240),
    Field("boosterSettings.delay.unit", choices=UNITS),
)


def _email(path: str, *, required: bool, shortest: int | None = None) -> tuple[Field, ...]:
    return (
        Field(f"{path}.subject", required=required, shortest=shortest, longest=250),
        Field(f"{path}.senderName", required=required, shortest=shortest, longest=250),
        Field(f"{path}.preheader", longest=250),
        Field(f"{path}.senderEmail", "email"),
        Field(f"{path}.replyToEmail", "email"),
    )


def _sms(*, required: bool, shortest: int | None = None) -> tuple[Field, ...]:
    path = "content.sms"
    return (
        Field(f"{path}.message", required=required, shortest=shortest),
        Field(f"{path}.compliance.stopKeywordText", required=required, shortest=shortest, longest=250),
        Field(f"{path}.compliance.unsubscribeLinkText", required=required, shortest=shortest, longest=250),
        Field(f"{path}.imageID", "ident"),
        Field(f"{path}.isLinkShorteningEnabled", "flag"),
    )


def _new_variant(key: str) -> tuple[Field, ...]:
    path = f"abTest.variants.{key}.content.email"
    return (
        Field(f"{path}.subject", required=True),
        Field(f"{path}.templateID", "ident", required=True),
        Field(f"{path}.senderName"),
        Field(f"{path}.preheader"),
        Field(f"{path}.senderEmail", "email"),
        Field(f"{path}.replyToEmail", "email"),
    )


_TEST_SETTINGS = (
    Field("abTest.settings.winningMetric", choices=METRICS),
    Field("abTest.settings.decisionTime.amount", "whole", least=1, most=168),
    Field("abTest.settings.decisionTime.unit", choices=UNITS),
)

_BOOSTER = (
    *_HEAD,
    Field("name", longest=250),
    Field("boosterSettings.campaignID", "ident", required=True),
    Field("boosterSettings.sendTo", required=True, choices=SEND_TO),
    *_DELAY,
    *SENDING,
)

CREATE: dict[str, tuple[Field, ...]] = {
    "regular email": (
        *_HEAD,
        _NAME,
        Field("content.email.templateID", "ident", required=True),
        *_email("content.email", required=True),
        *SENDING,
    ),
    "regular sms": (*_HEAD, _NAME, *_sms(required=True), *SENDING),
    "abTest email": (
        *_HEAD,
        _NAME,
        Field("abTest.settings.testSizePercent", "whole", required=True, least=10, most=100),
        *_TEST_SETTINGS,
        *_new_variant("a"),
        *_new_variant("b"),
        *SENDING,
    ),
    "booster email": (
        *_BOOSTER,
        Field("content.email.templateID", "ident"),
        *_email("content.email", required=False),
    ),
    "booster sms": (*_BOOSTER, *_sms(required=True)),
}

_COMMON_CHANGES = (
    Field("name", longest=250),
    Field("language", choices=LANGUAGES),
    Field("audience.includedSegmentIDs", "idents"),
    Field("audience.excludedSegmentIDs", "idents"),
    *SENDING,
)

_BOOSTER_CHANGES = (*_COMMON_CHANGES, Field("boosterSettings.sendTo", choices=SEND_TO), *_DELAY)

CHANGE: dict[str, tuple[Field, ...]] = {
    "regular email": (*_COMMON_CHANGES, *_email("content.email", required=False, shortest=1)),
    "regular sms": (*_COMMON_CHANGES, *_sms(required=False, shortest=1)),
    "abTest email": (
        *_COMMON_CHANGES,
        Field("abTest.settings.testSizePercent", "whole", least=10, most=100),
        *_TEST_SETTINGS,
        *_email("abTest.variants.a.content.email", required=False, shortest=1),
        *_email("abTest.variants.b.content.email", required=False, shortest=1),
    ),
    "booster email": (*_BOOSTER_CHANGES, *_email("content.email", required=False, shortest=1)),
    "booster sms": (*_BOOSTER_CHANGES, *_sms(required=False, shortest=1)),
}

UTM: dict[str, tuple[Field, ...]] = {
    "regular": tuple(Field(f"tags.{tag}", longest=250) for tag in ("source", "medium", "campaign")),
    "abTest": tuple(
        Field(f"variants.{key}.{tag}", longest=250)
        for key in ("a", "b")
        for tag in ("source", "medium", "campaign")
    ),
}

TEST_EMAIL: dict[str, tuple[Field, ...]] = {
    "any": (Field("recipients", "emails", required=True, shortest=1, longest=5),)
}
WINNER: dict[str, tuple[Field, ...]] = {"any": (Field("variantID", "ident", required=True),)}
