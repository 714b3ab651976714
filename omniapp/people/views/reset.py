"""A new password by mail, for somebody who forgot theirs."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from omniapp import clock
from omniapp.people import known_browsers, passwords, resets, tasks, tries
from omniapp.people.access import public
from omniapp.people.forms import NewPasswordForm, ResetForm
from omniapp.people.limits import limited
from omniapp.web.http import HtmxHttpRequest


@public
@require_http_methods(["GET", "POST"])
@never_cache
@limited("reset", "POST")
def reset(request: HtmxHttpRequest) -> HttpResponse:
    """The same answer for every address, also once it was asked for too often to get a further mail.

    Who asked does not matter: the links that were mailed work for whoever reads them.
    """
    form = ResetForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "people/reset.html", {"form": form}, status=422 if form.is_bound else 200)
    email = form.cleaned_data["email"].strip().lower()
    if seconds := tries.mails(request, email):
        answer = render(request, "people/reset_asked.html", {"email": email, "often": True}, status=429)
        answer["Retry-After"] = str(seconds)
        return answer
    with transaction.atomic():
        resets.ask(email, now=clock.now())
        transaction.on_commit(tasks.mail_resets.delay, robust=True)
    return render(request, "people/reset_asked.html", {"email": email, "often": False})


@public  # the link that was mailed is the proof
@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters("password")
@limited("reset", "POST")
def reset_confirm(request: HtmxHttpRequest, uid: str, token: str) -> HttpResponse:
    """Sets the password and signs nobody in: a second step, where there is one, is still asked for."""
    user = resets.read(uid, token)
    if user is None:
        return render(request, "people/reset_late.html", status=410)
    form = NewPasswordForm(user, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        about = {"form": form, "user_email": user.email}
        return render(request, "people/reset_confirm.html", about, status=422 if form.is_bound else 200)
    if not passwords.reset(uid, token, form.cleaned_data["password"], now=clock.now()):
        return render(request, "people/reset_late.html", status=410)
    messages.success(request, "Your password is set, and you are signed out everywhere. Sign in with it.")
    return known_browsers.remember(redirect("people:sign-in"), user)
