"""A partner's sign-in, and everybody's sign-out."""

from django.contrib.auth import login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from omniapp.people import merchants, sessions
from omniapp.people.access import public
from omniapp.people.forms import SignInForm
from omniapp.people.limits import limited
from omniapp.web.http import HtmxHttpRequest, own_path


@public
@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters("password")
@limited("sign-in", "POST")
def sign_in(request: HtmxHttpRequest) -> HttpResponse:
    """With a password, under a new session id. Somebody who is signed in already goes on."""
    onward = own_path(request.POST.get("next") or request.GET.get("next"))
    if request.user.is_authenticated:
        return redirect(onward or "partner:stores")
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    if form.is_valid() and form.user:
        login(request, form.user)
        sessions.binding(request)
        return redirect(onward or "partner:stores")
    status = 422 if form.is_bound else 200
    return render(request, "people/sign_in.html", {"form": form, "next": onward}, status=status)


@public
@require_POST
def sign_out(request: HtmxHttpRequest) -> HttpResponse:
    merchants.sign_out(request)
    return redirect("install:home")
