"""A store that installed us, its sealed tokens, and an Omnisend client for it."""

from omniapp.stores.errors import NeedsReconnect, RefreshUnsettled, StoreError

__all__ = ["NeedsReconnect", "RefreshUnsettled", "StoreError"]
