"""What a mistake of ours with one delivery may raise: it is logged, and no other delivery waits for it."""

from django.core.exceptions import ObjectDoesNotExist
from django.db import DataError, IntegrityError

MISTAKES = (
    AssertionError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    DataError,
    IntegrityError,
    ObjectDoesNotExist,
)
