"""Partner users and how they sign in, what they may do with which store, invitations, merchants' sign-ins."""

from omniapp.people.models.invitations import Invitation, InvitedAccess
from omniapp.people.models.record import AccountEvent
from omniapp.people.models.sign_ins import RecoveryCode, ResetRequest, SecondStep, Session
from omniapp.people.models.users import Ceiling, MerchantSignIn, StoreAccess, User, UserManager, _new_key

__all__ = [
    "AccountEvent",
    "Ceiling",
    "Invitation",
    "InvitedAccess",
    "MerchantSignIn",
    "RecoveryCode",
    "ResetRequest",
    "SecondStep",
    "Session",
    "StoreAccess",
    "User",
    "UserManager",
    "_new_key",
]
