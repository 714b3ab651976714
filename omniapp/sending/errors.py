"""Why a person's decision was not carried out. Each says so in one sentence for the page.

SendingError
├── NotAllowed          the actor lacks the right
├── ChangedMeanwhile    the campaign or the delivery is no longer what the page showed
├── AlreadyOnItsWay     a delivery of this campaign is live; nothing was added
├── NotReady            blocking findings remain, or its time has passed
├── NotConnected        the store needs reconnecting first
└── TooLate             it can no longer be taken back this way
"""


class SendingError(Exception):
    """The common base. ``sentence`` is shown as it is."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotAllowed(SendingError):
    """The actor lacks the right to send for this store."""


class ChangedMeanwhile(SendingError):
    """Something moved between the page and the click."""


class AlreadyOnItsWay(SendingError):
    """There is a live delivery already, so this click added nothing."""


class NotReady(SendingError):
    """The campaign cannot be sent as it is."""


class NotConnected(SendingError):
    """The store has no working connection."""


class TooLate(SendingError):
    """What was asked is no longer possible at this point."""
