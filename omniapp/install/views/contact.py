"""Whom we may write to about a store."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from omniapp import clock
from omniapp.install import contacts
from omniapp.install.forms import ContactForm
from omniapp.people import limits
from omniapp.people.access import StoreRequest, public, store_required
from omniapp.web.http import HtmxHttpRequest


@store_required("edit")
@require_http_methods(["GET", "POST"])
def contact(request: StoreRequest) -> HttpResponse:
    store = request.store
    if request.method == "POST" and "skip" in request.POST:
        contacts.skip(store, now=clock.now())
        return redirect(store)
    given = request.POST if request.method == "POST" else None
    form = ContactForm(given, initial={"email": contacts.named_last(store)})
    if form.is_valid():
        email = form.cleaned_data["email"]
        for whom, words in ((store.brand_id, "for this store"), (email.lower(), "for this e-mail address")):
            if seconds := limits.wait("contact", whom):
                return limits.too_many(request, seconds, whose=words)
        try:
            contacts.ask(store, email, actor=request.actor.label, now=clock.now())
        except contacts.NotMailed:
            messages.error(request, f"{email} is kept, but the mail could not be sent. Try again later.")
            return redirect("install:contact", store.brand_id)
        messages.success(request, f"A mail is on its way to {email}. Its link works for three days.")
        return redirect(store)
    status = 422 if form.is_bound else 200
    return render(request, "install/contact.html", {"store": store, "form": form}, status=status)


@public  # the signed link is the proof; it may be opened on a telephone that is signed in to nothing
@require_http_methods(["GET", "POST"])
def contact_confirm(request: HtmxHttpRequest) -> HttpResponse:
    """Asks for a click, because programs that check mails open links too."""
    store = contacts.read(request.GET.get("link", ""))
    if store is None:
        return render(request, "install/contact_late.html", status=410)
    if request.method == "POST":
        contacts.confirm(store, now=clock.now())
        store.refresh_from_db()
    about = {
        "store": store,
        "email": contacts.named_last(store),
        "confirmed": contacts.is_confirmed(store),
    }
    return render(request, "install/contact_confirm.html", about)
