"""A trivial page of Django inside this site: the same middleware and frame, somebody signed in, one query,
and a table of 50 rows and five columns that a compiled template writes from plain model instances.
"""

import functools
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from omniapp.stores.models import Store

PATH = "/plain/"
_TABLE = """{% extends "web/base.html" %}
{% block title %}Stores{% endblock %}
{% block main %}<table>{% for store in stores %}<tr>
  <td><a href="{{ store.get_absolute_url }}">{{ store.name }}</a></td><td>{{ store.domain }}</td>
  <td>{{ store.get_state_display }}</td><td>{{ store.connected_at|date:"D j M H:i" }}</td>
  <td>{% for tag in store.tags %}<span>{{ tag }}</span>{% endfor %}</td>
</tr>{% endfor %}</table>{% endblock %}"""


@functools.cache
def _table() -> Any:
    """Compiled once, as Django keeps the templates of files."""
    return engines["django"].from_string(_TABLE)


@login_required
def plain(request: HttpRequest) -> HttpResponse:
    stores = Store.objects.all()[:50]
    return HttpResponse(_table().render({"stores": stores}, request))


urlpatterns = [path("plain/", plain), path("", include("omniapp.urls"))]
