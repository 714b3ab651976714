from omniapp.stores.errors import NeedsReconnect, RefreshUnsettled, StoreError

__all__ = ["NeedsReconnect", "RefreshUnsettled", "StoreError"]
