"""The pages over all stores."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from omniapp.people.access import PartnerRequest, partner_required
from omniapp.people.models import User
from omniapp.stores.models import Store


@partner_required
def stores(request: PartnerRequest) -> HttpResponse:
    return render(request, "partner/stores.html", {"stores": _stores_of(request.user)})


def _stores_of(user: User) -> QuerySet[Store]:
    """What this partner may see, by name; an owner sees all."""
    return Store.objects.all() if user.is_owner else Store.objects.filter(access__user=user)
