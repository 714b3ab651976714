"""A partner's sign-in in one step or two, the password once more, and everybody's sign-out."""

import logging

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from omniapp.people import known_browsers, letters, limits, merchants, second_step, sign_ins, tries
from omniapp.people.access import PartnerRequest, partner_required, public
from omniapp.people.forms import CodeForm, ConfirmForm, SignInForm
from omniapp.people.models import User
from omniapp.web.http import HtmxHttpRequest, own_path

logger = logging.getLogger(__name__)


@public
@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HtmxHttpRequest) -> HttpResponse:
    """With a password, under a new session id. Somebody who is signed in already goes on."""
    onward = own_path(request.POST.get("next") or request.GET.get("next"))
    if request.user.is_authenticated:
        return redirect(onward or "install:home")
    if request.method == "POST" and (late := tries.too_many(request, request.POST.get("email", ""))):
        return late
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    if form.is_valid() and form.user:
        if second_step.is_on(form.user):
            sign_ins.begin_half(request, form.user, onward)
            return redirect("people:sign-in-code")
        sign_ins.begin(request, form.user)
        return known_browsers.remember(redirect(onward or "install:home"), form.user)
    if form.is_bound:
        logger.info("A sign-in was refused")
    status = 422 if form.is_bound else 200
    return render(request, "people/sign_in.html", {"form": form, "next": onward}, status=status)


@public  # nobody gets past it who did not give the right password in this browser just before
@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters("code")
def sign_in_code(request: HtmxHttpRequest) -> HttpResponse:
    """The second step."""
    half = sign_ins.half(request)
    if half is None or request.user.is_authenticated:
        return redirect("people:sign-in")
    user, onward = half
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if seconds := limits.wait("second-step", str(user.pk)):
            return limits.too_many(request, seconds, whose="for this account")
        if form.is_valid() and _second_step(request, user, form.cleaned_data["code"]):
            return known_browsers.remember(redirect(onward or "install:home"), user)
        form.add_error(None, "This code is not right, or it was used already. Wait for the next one.")
        logger.info("A second step of user %s was refused", user.pk)
    status = 422 if form.is_bound else 200
    return render(
        request, "people/sign_in_code.html", {"form": form, "user_email": user.email}, status=status
    )


def _second_step(request: HtmxHttpRequest, user: User, code: str) -> bool:
    """Signs in with a right code of either kind."""
    kind = second_step.accepts(user, code)
    if kind:
        sign_ins.begin(request, user, note=f", with {kind}")
    if kind == "a recovery code":
        left = second_step.codes_left(user)
        letters.tell(
            user,
            "A recovery code of yours was used at omniapp",
            f"Somebody signed in to your account with a recovery code. {left} are left.",
        )
    return bool(kind)


@partner_required
@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters("password")
def confirm(request: PartnerRequest) -> HttpResponse:
    """The password once more, before something that a stolen session must not be able to do."""
    onward = own_path(request.POST.get("next") or request.GET.get("next"))
    form = ConfirmForm(request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and (seconds := limits.wait("account", f"signed in {request.user.pk}")):
        return limits.too_many(request, seconds, whose="for this account")
    if form.is_valid():
        if sign_ins.prove(request):
            text = "Only your password was checked. What you pressed was not done: press it again."
            messages.warning(request, text)
        return redirect(onward or "people:account")
    status = 422 if form.is_bound else 200
    return render(request, "people/confirm.html", {"form": form, "next": onward}, status=status)


@public
@require_POST
def sign_out(request: HtmxHttpRequest) -> HttpResponse:
    merchants.sign_out(request)
    return redirect("install:home")
