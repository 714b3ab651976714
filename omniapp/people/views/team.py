"""Who works here, for owners."""

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from omniapp import clock
from omniapp.people import invitations, letters, limits, picking
from omniapp.people.access import PartnerRequest, fresh, owner_required
from omniapp.people.models import Invitation, SecondStep, User
from omniapp.people.team_forms import ColleagueForm
from omniapp.stores.models import Store


@owner_required
@require_safe
@never_cache
def team(request: PartnerRequest) -> HttpResponse:
    with_step = SecondStep.objects.filter(user=OuterRef("pk"), confirmed_at__isnull=False)
    people = User.objects.annotate(stores=Count("store_access"), two_step=Exists(with_step)).order_by(
        "-is_active", "-is_owner", "email"
    )
    about = {
        "people": people,
        "open": invitations.still_open(clock.now()).select_related("made_by"),
    }
    return render(request, "people/team.html", about)


@owner_required
@require_http_methods(["GET", "POST"])
@never_cache
@fresh
def invite(request: PartnerRequest) -> HttpResponse:
    """``do`` names the button: to look for stores, or to invite."""
    pressed = request.POST.get("do") == "invite" and not picking.asks(request.POST)
    form = ColleagueForm(request.POST) if pressed else ColleagueForm(initial=_typed(request))
    picked = picking.pick(request.POST, Store.objects.all())
    if form.is_valid():
        if form.cleaned_data["role"] == "stores" and not picked.chosen:
            form.add_error("role", "Choose at least one store below.")
        elif seconds := limits.wait("invite", str(request.user.pk)):
            return limits.too_many(request, seconds, whose="to invite somebody")
        else:
            return _invite(request, form, picked)
    about = {"form": form, "picked": picked}
    return render(request, "people/invite.html", about, status=422 if form.is_bound else 200)


def _typed(request: PartnerRequest) -> dict[str, object]:
    """What is in the form while stores are looked for."""
    if request.method != "POST":
        return {}
    return {
        "email": request.POST.get("email", ""),
        "role": request.POST.get("role", ""),
        "rights": request.POST.getlist("rights"),
    }


def _invite(request: PartnerRequest, form: ColleagueForm, picked: picking.Picked) -> HttpResponse:
    row, token = invitations.invite_colleague(
        request.user,
        email=form.cleaned_data["email"],
        owner=form.cleaned_data["role"] == "owner",
        stores=picked.chosen,
        **form.given,
        now=clock.now(),
    )
    try:
        _mail(row, token)
    except letters.NotMailed:
        invitations.withdraw(row, by=request.user, now=clock.now())
        messages.error(
            request, f"The mail to {row.email} could not be sent, so nobody is invited. Try again later."
        )
        return redirect("people:invite")
    messages.success(request, f"{row.email} is invited. The link in the mail works for seven days.")
    return redirect("people:team")


def _mail(row: Invitation, token: str) -> None:
    letters.send(
        row.email,
        f"{row.made_by.called} invites you to omniapp",
        f"{row.made_by.introduced} invites you to look after Omnisend stores.\n\n"
        f"Choose a name and a password within seven days:\n{invitations.link(token)}\n\n"
        "If you do not know about this, do nothing: without you it has no effect.\n",
    )
