"""A trivial page of Django: somebody signed in, the usual frame, one query, a table of 50 rows."""

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


@login_required
def plain(request: HttpRequest) -> HttpResponse:
    stores = Store.objects.all()[:50]
    table = engines["django"].from_string(_TABLE)
    return HttpResponse(table.render({"stores": stores}, request))


urlpatterns = [path("plain/", plain), path("", include("omniapp.urls"))]
