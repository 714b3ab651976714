"""Whether Omnisend has what was reviewed. Pure."""

from typing import TYPE_CHECKING

from omniapp import omnisend

if TYPE_CHECKING:
    from omniapp.campaigns.reviewed import Reviewed


def differences(reviewed: "Reviewed", remote: "omnisend.Campaign") -> list[str]:
    raise NotImplementedError
