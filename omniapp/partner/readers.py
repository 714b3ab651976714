"""Who reads the record: a partner that of their stores, a merchant that of one store."""

from dataclasses import dataclass

from django.db.models import Q

from omniapp.people.models import User
from omniapp.stores.models import Store


@dataclass(frozen=True)
class Reader:
    user: User | None = None
    store: Store | None = None  # the one whose record is read; None: all that the user may see
    reads_tags: bool = True  # partners' own words for stores

    @property
    def reads_accounts(self) -> bool:
        """An owner reads what happened to partners' accounts, beside all stores."""
        return self.store is None and self.user is not None and self.user.is_owner

    def of(self, way: str) -> Q:
        """As a condition on rows from which ``way`` leads to their store: "store__", or nothing."""
        if self.store is not None:
            return Q(**{f"{way}pk": self.store.pk})
        if self.user is not None and self.user.is_owner:
            return Q()
        return Q(**{f"{way}access__user": self.user})
