"""Where an invitation's link leads: a colleague to an account, a merchant to Omnisend's consent page.

Looking at the page uses nothing up, because programs that check mails open links too.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from omniapp import clock
from omniapp.install import attempts, scopes
from omniapp.install.problems import Ended
from omniapp.install.views.journey import to_problem
from omniapp.people import invitations, known_browsers, sign_ins
from omniapp.people.access import public
from omniapp.people.limits import limited
from omniapp.people.models import Invitation, User
from omniapp.people.team_forms import JoinForm
from omniapp.web.http import HtmxHttpRequest


@public  # the link is the proof
@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters("password")
@limited("join")
def join(request: HtmxHttpRequest, token: str) -> HttpResponse:
    invitation = invitations.find(token, now=clock.now())
    if invitation is None:
        return _over(request)
    if invitation.kind == Invitation.Kind.MERCHANT:
        return _merchant(request, invitation)
    return _colleague(request, invitation)


def _merchant(request: HtmxHttpRequest, invitation: Invitation) -> HttpResponse:
    if request.method == "POST":
        try:
            address = attempts.begin(
                request, next_url="", scope=scopes.wanted(), now=clock.now(), invitation=invitation
            )
        except Ended as ended:
            return to_problem(ended)
        return redirect(address)
    return render(request, "install/join_merchant.html", {"invitation": invitation})


def _colleague(request: HtmxHttpRequest, invitation: Invitation) -> HttpResponse:
    """Nobody who is signed in as somebody else becomes a second person in the same browser."""
    about: dict[str, object] = {
        "invitation": invitation,
        "access": list(invitation.access.select_related("store").order_by("store__name")),
    }
    if request.user.is_authenticated:
        return render(request, "install/join_signed_in.html", about)
    them = User(email=invitation.email)
    form = JoinForm(them, request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            user = invitations.join(
                invitation, name=given["name"], password=given["password"], now=clock.now()
            )
        except invitations.Over:
            return _over(request)
        sign_ins.begin(request, user, note=", by an invitation")
        messages.success(request, f"Welcome, {user.name}. Your account is ready.")
        return known_browsers.remember(redirect("install:home"), user)
    about["form"] = form
    return render(request, "install/join_colleague.html", about, status=422 if form.is_bound else 200)


def _over(request: HtmxHttpRequest) -> HttpResponse:
    return render(request, "install/join_over.html", status=410)
