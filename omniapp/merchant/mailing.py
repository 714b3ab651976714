"""Asking for a test mail from a draft's own page. The editor asks for one while it saves."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from omniapp.merchant import test_mails
from omniapp.merchant.campaign import find, page
from omniapp.merchant.policies import shows_pictures
from omniapp.people.access import StoreRequest, store_required


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@store_required("view")
@shows_pictures
def test_mail(request: StoreRequest, pk: int) -> HttpResponse:
    """GET: the state of the last one, for htmx. POST: asks for one of the draft as it is stored."""
    campaign = find(request, pk)
    if request.method != "POST":
        if not request.htmx:
            return redirect(f"{campaign.get_absolute_url()}#test-mail")
        return render(request, "merchant/test_mail.html#state", test_mails.context(request, campaign))
    refused = test_mails.ask(request, campaign)
    if refused:
        return page(request, campaign, code=422, test_refused=refused)
    return test_mails.remember(request, redirect(f"{campaign.get_absolute_url()}#test-mail"))
