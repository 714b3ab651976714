"""What browsers say they refused under our content security policy: a mistake of ours, or somebody's try."""

import json
import logging
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from omniapp.people.access import public
from omniapp.people.limits import limited
from omniapp.web.redaction import without_secrets

_LONGEST = 16 * 1024
_LONGEST_WORD = 200
logger = logging.getLogger(__name__)


@csrf_exempt  # the browser sends it by itself, with no page of ours
@public
@require_POST
@limited("csp-report")
def csp_report(request: HttpRequest) -> HttpResponse:
    """One line in the log for each report, and an empty answer whatever it says."""
    if int(request.headers.get("Content-Length") or 0) > _LONGEST:
        return HttpResponse(status=413)
    try:
        told = json.loads(request.body)["csp-report"]
        directive = _word(told.get("effective-directive") or told["violated-directive"])
        blocked, page = _without_query(told["blocked-uri"]), _without_query(told["document-uri"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return HttpResponse(status=400)
    logger.warning("A browser refused %s (%s) on %s", blocked, directive, page)
    return HttpResponse(status=204)


def _without_query(url: object) -> str:
    """Scheme, host and path ("inline" and "eval" are words instead); a query may hold a code or a link."""
    parts = urlsplit(str(url))
    return _word(f"{parts.scheme}://{parts.netloc}{parts.path}" if parts.netloc else parts.path)


def _word(text: object) -> str:
    """Somebody else's text, as one short printable word."""
    known = without_secrets(str(text))
    return "".join(one for one in known if one.isprintable() and one != " ")[:_LONGEST_WORD]
