"""What can go wrong before a call with a store's token is made.

StoreError
├── NeedsReconnect      no access that works, until a person connects the store again
└── RefreshUnsettled    also omnisend.NotReached: the access could not be renewed just now; nothing was asked
"""

from omniapp import omnisend


class StoreError(Exception):
    """The common base."""


class NeedsReconnect(StoreError):
    """Nothing was asked of Omnisend: this store has no access that works until a person connects it again."""


class RefreshUnsettled(omnisend.NotReached, StoreError):
    """The access is due for renewal and that did not work this time. The call itself was not written."""
