"""What was reviewed, as Omnisend wants it written. Pure.

Optional texts that are empty are left out of a creation, so that Omnisend fills in the brand's own sender.
A change names the reply address even when it is empty, which clears it; a sender address cannot be cleared.
"""

from typing import TYPE_CHECKING

from omniapp import omnisend

if TYPE_CHECKING:
    from omniapp.campaigns.reviewed import Reviewed

STRATEGY = {"now": "immediate", "at": "scheduled", "local": "scheduled", "best": "personalized"}


def new_campaign(reviewed: "Reviewed") -> "omnisend.NewCampaign":
    raise NotImplementedError


def changes(reviewed: "Reviewed") -> "omnisend.CampaignChanges":
    raise NotImplementedError
