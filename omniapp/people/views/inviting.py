"""Asking merchants to connect their store, and taking an invitation back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from omniapp import clock
from omniapp.people import ceilings, invitations, letters, limits
from omniapp.people.access import PartnerRequest, fresh, partner_required
from omniapp.people.models import Invitation
from omniapp.people.team_forms import MerchantForm

_LINES = 50


@partner_required
@require_http_methods(["GET", "POST"])
@never_cache
@fresh
def merchants(request: PartnerRequest) -> HttpResponse:
    """Everybody's own invitations of merchants, and a form for one more."""
    form = MerchantForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if seconds := limits.wait("invite", str(request.user.pk)):
            return limits.too_many(request, seconds, whose="to invite somebody")
        return _invite(request, form)
    now = clock.now()
    mine = Invitation.objects.filter(made_by=request.user, kind=Invitation.Kind.MERCHANT)
    about = {
        "form": form,
        "open": invitations.still_open(now).filter(pk__in=mine).select_related("made_by"),
        "past": mine.exclude(pk__in=invitations.still_open(now)).select_related("used_for")[:_LINES],
    }
    return render(request, "people/merchants.html", about, status=422 if form.is_bound else 200)


def _invite(request: PartnerRequest, form: MerchantForm) -> HttpResponse:
    """Shows the link, which is kept nowhere. The same form once more shows the same link."""
    given = form.cleaned_data
    now = clock.now()
    row, token, new = invitations.invite_merchant(
        request.user,
        name=given["name"],
        email=given["email"],
        reason=given["reason"],
        **form.given,
        now=now,
        once=given["once"],
    )
    if not invitations.still_open(now).filter(pk=row.pk).exists():
        messages.info(request, f"The invitation of {row.whom} is over already. Make another.")
        return redirect("people:merchants")
    mailed = not new and bool(row.email)
    if new and row.email:
        try:
            _mail(row, token)
            mailed = True
        except letters.NotMailed:
            messages.warning(request, f"The mail to {row.email} could not be sent. Send the link yourself.")
    about = {"invitation": row, "link": invitations.link(token), "mailed": mailed}
    return render(request, "people/invited.html", about)


def _mail(row: Invitation, token: str) -> None:
    may = ceilings.may(row.can_edit, row.can_send).removeprefix("may ")
    reason = f"They write:\n{row.reason}\n\n" if row.reason else ""
    letters.send(
        row.email,
        f"{row.made_by.called} asks to look after your Omnisend store",
        f"{row.made_by.introduced} asks to {may} in your store's Omnisend campaigns "
        f"through omniapp. Owners of their team may see, edit and send too.\n\n{reason}"
        f"Look at it, and decide at Omnisend, within seven days:\n{invitations.link(token)}\n\n"
        "If you do not know them, do nothing: without you it has no effect.\n",
    )


@partner_required
@require_POST
def withdraw(request: PartnerRequest, pk: int) -> HttpResponse:
    """Whoever made it, or an owner. To anybody else it does not exist."""
    row = get_object_or_404(Invitation, pk=pk)
    if row.made_by != request.user and not request.user.is_owner:
        raise Http404("Nothing here for you.")
    if invitations.withdraw(row, by=request.user, now=clock.now()):
        messages.success(
            request, f"The invitation of {row.whom} is withdrawn. Its link does not work any more."
        )
    else:
        messages.info(request, f"The invitation of {row.whom} was over already.")
    return redirect("people:team" if request.POST.get("from") == "team" else "people:merchants")
