"""One address whose view fails, for the page that says so."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("as it should in this test")


urlpatterns = [path("broken/", broken)]
