"""Why a draft was not saved. The texts are for the person who tried."""

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from omniapp.campaigns.models import Campaign


class CampaignError(Exception):
    """Base of the errors below. Nothing was changed."""


class EditedElsewhere(CampaignError):
    """Somebody saved this campaign after the page at hand was opened.

    ``version`` is the one that is stored now, saved by ``by`` at ``at`` (UTC).
    """

    def __init__(self, version: int, by: str, at: dt.datetime) -> None:
        super().__init__(f"version {version} was saved by {by}")
        self.version, self.by, self.at = version, by, at


class NotEditable(CampaignError):
    """It is being sent, was sent, or is deleted; ``reason`` is a sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotBoostable(CampaignError):
    """A rule forbids a booster of this campaign; ``reason`` is a sentence, ``code`` the rule.

    ``booster`` is the one that has the only place, where that is the rule.
    """

    def __init__(self, reason: str, code: str, booster: "Campaign | None" = None) -> None:
        super().__init__(reason)
        self.reason, self.code, self.booster = reason, code, booster


class NotCopyable(CampaignError):
    """Omnisend has no copies of this kind; ``reason`` is a sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Incomplete(ValueError):
    """The draft lacks something Omnisend requires; ``check.findings`` says what."""
