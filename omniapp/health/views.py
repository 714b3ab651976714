"""What a watching program asks: is omniapp well, and does it send."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from omniapp import clock
from omniapp.health.checks import health
from omniapp.people.access import public


@public
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when all is well, else 503; either way with what was found."""
    found = health(clock.now())
    return JsonResponse(found.told(), status=200 if found.well else 503)
