"""Somebody's own account."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from omniapp import clock
from omniapp.people import limits, passwords, record, second_step, sign_ins
from omniapp.people.access import PartnerRequest, fresh, partner_required
from omniapp.people.forms import NameForm, PasswordForm
from omniapp.people.models import AccountEvent

_LINES = 12


@partner_required
@require_http_methods(["GET", "POST"])
@never_cache
def account(request: PartnerRequest) -> HttpResponse:
    """The name can be changed here; everything else about the account has a page or a button of its own."""
    user = request.user
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": user.name})
    if form.is_valid():
        if user.name != form.cleaned_data["name"]:
            user.name = form.cleaned_data["name"]
            user.save(update_fields=["name"])
            record.add(user, record.Kind.SETTINGS, at=clock.now(), note="the name")
        messages.success(request, "Saved.")
        return redirect("people:account")
    about = {
        "form": form,
        "two_step": second_step.is_on(user),
        "codes_left": second_step.codes_left(user),
        "places": sign_ins.everywhere(request, user),
        "events": AccountEvent.objects.filter(user=user).order_by("-id")[:_LINES],
    }
    return render(request, "people/account.html", about, status=422 if form.is_bound else 200)


@partner_required
@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters("current", "password")
def password(request: PartnerRequest) -> HttpResponse:
    user = request.user
    form = PasswordForm(user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and (seconds := limits.wait("account", f"signed in {user.pk}")):
        return limits.too_many(request, seconds, whose="for this account")
    if form.is_valid():
        passwords.change(request, user, form.cleaned_data["password"], now=clock.now())
        messages.success(request, "Your password is changed. You are signed out everywhere else.")
        return redirect("people:account")
    return render(request, "people/password.html", {"form": form}, status=422 if form.is_bound else 200)


@partner_required
@require_http_methods(["GET", "POST"])
@fresh
def sign_out_elsewhere(request: PartnerRequest) -> HttpResponse:
    """One other browser, named by its mark, or all others. A GET comes from the page that asked who it is."""
    if request.method != "POST":
        return redirect("people:account")
    user, mark = request.user, request.POST.get("mark", "")
    ended = int(sign_ins.end(user, mark)) if mark else sign_ins.end_all(user, but=request)
    if ended:
        note = "one browser" if mark else "all other browsers"
        record.add(user, record.Kind.SIGNED_OUT, at=clock.now(), note=note)
    messages.success(request, "Signed out there." if ended else "Nobody was signed in there any more.")
    return redirect("people:account")
