"""Why Omnisend could not be read, in a sentence for the page that wanted to."""

from omniapp import omnisend
from omniapp.budgets import BudgetSpent
from omniapp.stores.errors import NeedsReconnect

Expected = (omnisend.OmnisendError, NeedsReconnect)


def sentence(error: Exception) -> str:
    match error:
        case NeedsReconnect() | omnisend.Unauthorized():
            return "Omnisend no longer lets us into this store. Reconnect it, then try again."
        case omnisend.Forbidden():
            return "Omnisend did not give us the right to read this. Reconnect the store to grant it again."
        case omnisend.NotFound():
            return "It is no longer in Omnisend."
        case BudgetSpent(retry_after=seconds):
            return (
                "Omnisend allows only so many requests a minute, and this store's are used up. "
                f"Try again in {seconds or 1:.0f} s."
            )
        case omnisend.RateLimited(retry_after=seconds) if seconds:
            return f"Omnisend asks us to wait {seconds:.0f} seconds before we look again."
        case omnisend.RateLimited():
            return "Omnisend asks us to wait a moment before we look again."
        case omnisend.NotReached():
            return "We could not reach Omnisend. Nothing of yours is lost."
        case omnisend.NoAnswer():
            return "Omnisend did not answer in time. Nothing of yours is lost."
        case omnisend.OmnisendError(status=int(status)):
            return f"Omnisend answered with an error ({status}). Nothing of yours is lost."
    return "Omnisend's answer could not be read. Nothing of yours is lost."
