"""What a store's people decide for all its campaigns."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from omniapp import clock
from omniapp.people.access import StoreRequest, store_required
from omniapp.stores import holding
from omniapp.stores.models import LONGEST_HOLD, Store


class HoldForm(forms.Form):
    """As usual, for a time of one's own, or not at all."""

    hold = forms.ChoiceField(
        choices=[("usual", "usual"), ("own", "own"), ("none", "none")],
        error_messages={"required": "Choose one of the three."},
    )
    seconds = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=LONGEST_HOLD,
        error_messages={
            "invalid": "Write whole seconds, as a number.",
            "min_value": "It cannot be less than 0 seconds.",
            "max_value": f"At most {LONGEST_HOLD} seconds, which are 10 minutes. To send later, schedule.",
        },
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("hold") == "own" and given.get("seconds") is None and "seconds" not in self.errors:
            self.add_error("seconds", "Write how many seconds.")
        elif given.get("hold") != "own":
            self.errors.pop("seconds", None)  # what stands in a field that was not chosen
        return given

    @property
    def chosen(self) -> int | None:
        """Of a valid form: the seconds, None for the usual ones."""
        own: dict[str, int | None] = {"usual": None, "none": 0, "own": self.cleaned_data.get("seconds")}
        return own[self.cleaned_data["hold"]]


@require_safe
@store_required("edit")
def settings(request: StoreRequest) -> HttpResponse:
    """``/s/<store>/settings/``."""
    return render(
        request, "merchant/settings.html", _context(request, HoldForm(initial=_stored(request.store)))
    )


@require_POST
@store_required("send")
def hold(request: StoreRequest) -> HttpResponse:
    """Changes how long sends are held; 422 with the reason at its field when it cannot be."""
    form = HoldForm(request.POST)
    if not form.is_valid():
        return render(request, "merchant/settings.html", _context(request, form), status=422)
    changed = holding.change(request.store, form.chosen, actor=request.actor.label, now=clock.now())
    if changed and request.store.hold:
        messages.success(request, f"From now on a send is held for {holding.words(request.store.hold)}.")
    elif changed:
        messages.success(request, "From now on a send leaves at once. There is no Undo.")
    return redirect("merchant:settings", request.store.brand_id)


def _stored(store: Store) -> dict[str, object]:
    chosen = store.sending_hold
    return {"hold": "usual" if chosen is None else "own" if chosen else "none", "seconds": chosen or ""}


def _context(request: StoreRequest, form: HoldForm) -> dict[str, Any]:
    return {
        "form": form,
        "chosen": form["hold"].value(),
        "usual": holding.words(holding.usual()),
        "now_held": holding.words(request.store.hold),
        "longest": LONGEST_HOLD,
        "may_edit": True,
        "may_send": request.actor.may("send"),
    }
