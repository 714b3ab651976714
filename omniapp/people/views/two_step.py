"""Turning the second step of signing in on and off."""

import logging

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from omniapp import clock
from omniapp.people import letters, limits, record, second_step, sign_ins
from omniapp.people.access import PartnerRequest, fresh, partner_required
from omniapp.people.forms import CodeForm

logger = logging.getLogger(__name__)


@partner_required
@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters("code")
@fresh
def two_step(request: PartnerRequest) -> HttpResponse:
    """``do`` names the button that was pressed."""
    if not second_step.is_on(request.user):
        return _turn_on(request)
    user, do = request.user, request.POST.get("do", "") if request.method == "POST" else ""
    form = CodeForm(request.POST if do in ("off", "codes") else None)
    if form.is_bound and (seconds := limits.wait("second-step", str(user.pk))):
        return limits.too_many(request, seconds, whose="for this account")
    if form.is_valid():
        # The password alone must not take away what guards against a lost password.
        if second_step.accepts(user, form.cleaned_data["code"]):
            return _turn_off(request) if do == "off" else _new_codes(request)
        logger.info("A second step of user %s was refused", user.pk)
        form.add_error("code", "This code is not right, or it was used already. Wait for the next one.")
    about = {"form": form, "codes_left": second_step.codes_left(user)}
    return render(request, "people/two_step.html", about, status=422 if form.is_bound else 200)


def _turn_on(request: PartnerRequest) -> HttpResponse:
    user = request.user
    form = CodeForm(request.POST if request.POST.get("do") == "on" else None)
    if form.is_bound and (seconds := limits.wait("second-step", str(user.pk))):
        return limits.too_many(request, seconds, whose="for this account")
    if form.is_valid():
        if codes := second_step.turn_on(user, form.cleaned_data["code"]):
            sign_ins.end_all(user, but=request)
            record.add(user, record.Kind.TWO_STEP_ON, at=clock.now())
            letters.tell(
                user,
                "Two-step sign-in is on at omniapp",
                "Your account now asks for a code of an authenticator app after the password.",
            )
            return render(request, "people/recovery_codes.html", {"codes": codes, "anew": False})
        form.add_error("code", "This code is not right. Wait for the next one and type that.")
    secret = second_step.offer(user, anew=not form.is_bound)
    drawn = second_step.picture(second_step.address(user, secret))
    about = {
        "form": form,
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "picture": mark_safe(drawn),  # noqa: S308 - drawn by segno from our own text
    }
    return render(request, "people/two_step_on.html", about, status=422 if form.is_bound else 200)


def _new_codes(request: PartnerRequest) -> HttpResponse:
    codes = second_step.new_codes(request.user)
    record.add(request.user, record.Kind.CODES_MADE, at=clock.now())
    return render(request, "people/recovery_codes.html", {"codes": codes, "anew": True})


def _turn_off(request: PartnerRequest) -> HttpResponse:
    second_step.turn_off(request.user)
    sign_ins.end_all(request.user, but=request)
    record.add(request.user, record.Kind.TWO_STEP_OFF, at=clock.now())
    letters.tell(
        request.user,
        "Two-step sign-in is off at omniapp",
        "Your account asks for nothing but the password now.",
    )
    messages.success(
        request,
        "Two-step sign-in is off, and you are signed out everywhere else. The recovery codes are void.",
    )
    return redirect("people:account")
