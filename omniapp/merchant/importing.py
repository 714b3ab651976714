"""A template imported from HTML, pasted or of a file. Whatever goes wrong, what was typed stays."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from omniapp import clock
from omniapp.campaigns import imports
from omniapp.merchant.lines import one_line
from omniapp.people.access import StoreRequest, store_required
from omniapp.stores import record


@require_http_methods(["GET", "HEAD", "POST"])
@store_required("edit")
def import_html(request: StoreRequest) -> HttpResponse:
    """GET: the form. POST: imports, and leads to the templates, where the new one is chosen already."""
    kept = {name: request.GET.get(name, "")[:20] for name in ("campaign", "variant") if request.GET.get(name)}
    context: dict[str, Any] = {
        "store": request.store,
        "kept": urlencode(kept),
        "name": "",
        "html": "",
        "wrong": {},
    }
    if request.method != "POST":
        return render(request, "merchant/import.html", context)
    name = one_line(request.POST.get("name", ""))
    html, wrong = _html(request)
    wrong |= {} if wrong else imports.problems(name, html)
    context |= {"name": name, "html": html, "wrong": wrong}
    if wrong:
        return render(request, "merchant/import.html", context, status=422)
    try:
        made = imports.import_html(request.store, name, html)
    except imports.NotImported as error:
        context["wrong"] = {error.field or "all": error.sentence}
        context["unsure"] = error.unsure
        return render(request, "merchant/import.html", context, status=422)
    note = f"imported the template “{made.name}”"
    record.add(request.store, record.Kind.LIBRARY, actor=request.actor.label, at=clock.now(), note=note)
    lost = " Its answer was lost, but it is there." if made.found else ""
    messages.success(request, f"“{made.name}” is a template in Omnisend now.{lost}")
    address = reverse("merchant:templates", kwargs={"brand_id": request.store.brand_id})
    return redirect(f"{address}?{urlencode(kept | {'made': made.id})}")


def _html(request: StoreRequest) -> tuple[str, dict[str, str]]:
    """The page, from the file if there is one, and what is wrong with the file."""
    file = request.FILES.get("file")
    pasted = request.POST.get("html", "")
    if file is None:
        return pasted, {}
    if file.size is None or file.size > imports.LARGEST:
        size = f"{(file.size or 0) / imports.LARGEST:.2f} MB"
        return pasted, {"file": f"“{file.name}” has {size}, and 1 MB is the most Omnisend takes."}
    try:
        return file.read().decode("utf-8-sig"), {}
    except UnicodeDecodeError:
        return pasted, {"file": f"“{file.name}” is no text in UTF-8. Save it as UTF-8, or paste its HTML."}
