"""The table of the API: which operations there are, what they need, and what other paths answer."""

import re

from omniapp.sandbox.api import analytics, campaigns, images, segments, templates
from omniapp.sandbox.api.call import Operation
from omniapp.sandbox.problems import Problem, not_found

READ, WRITE = "campaigns.read", "campaigns.write"
LOOK, DESIGN = "email-templates.read", "email-templates.write"

OPERATIONS = (
    Operation("GET", "/brands/current", "brands.read", segments.current_brand),
    Operation("GET", "/campaigns", READ, campaigns.list_campaigns),
    Operation("POST", "/campaigns", WRITE, campaigns.create_campaign),
    Operation("GET", "/campaigns/{id}", READ, campaigns.get_campaign),
    Operation("PATCH", "/campaigns/{id}", WRITE, campaigns.update_campaign),
    Operation("DELETE", "/campaigns/{id}", WRITE, campaigns.delete_campaign),
    Operation("POST", "/campaigns/{id}/send", WRITE, campaigns.send_campaign),
    Operation("POST", "/campaigns/{id}/cancel", WRITE, campaigns.cancel_campaign),
    Operation("POST", "/campaigns/{id}/copy", WRITE, campaigns.copy_campaign),
    Operation("POST", "/campaigns/{id}/test-email", WRITE, campaigns.send_test_email),
    Operation("GET", "/campaigns/{id}/utm", READ, campaigns.get_utm),
    Operation("PUT", "/campaigns/{id}/utm", WRITE, campaigns.replace_utm),
    Operation("POST", "/campaigns/{id}/ab-test/stop", WRITE, campaigns.stop_ab_test),
    Operation("POST", "/campaigns/{id}/ab-test/resume", WRITE, campaigns.resume_ab_test),
    Operation("POST", "/campaigns/{id}/ab-test/winner", WRITE, campaigns.select_winner),
    Operation("GET", "/segments", "segments.read", segments.list_segments, "segments"),
    Operation("GET", "/segments/{segmentID}", "segments.read", segments.get_segment, "segments"),
    Operation(
        "GET", "/segments/{segmentID}/statistics", "segments.read", segments.segment_statistics, "segments"
    ),
    Operation("GET", "/email-templates", LOOK, templates.list_templates),
    Operation("POST", "/email-templates/import", DESIGN, templates.import_template),
    Operation("GET", "/email-templates/{id}", LOOK, templates.get_template),
    Operation("DELETE", "/email-templates/{id}", DESIGN, templates.delete_template),
    Operation("POST", "/email-templates/{id}/render", DESIGN, templates.render_template, "render"),
    Operation("GET", "/email-content/{id}", LOOK, templates.get_content),
    Operation("PUT", "/email-content/{id}", DESIGN, templates.replace_content),
    Operation("POST", "/email-content/{id}/render", DESIGN, templates.render_content, "render"),
    Operation("GET", "/images", "images.read", images.list_images),
    Operation("POST", "/images", "images.write", images.upload_from_address),
    Operation("POST", "/images/upload", "images.write", images.upload_file),
    Operation("GET", "/images/{id}", "images.read", images.get_image),
    Operation("DELETE", "/images/{id}", "images.write", images.delete_image),
    Operation("POST", "/analytics/reports", "analytics.read", analytics.report, "analytics"),
    Operation("POST", "/analytics/statistics", "analytics.read", analytics.statistics, "analytics"),
)
PUBLISHED_ELSEWHERE = re.compile(
    r"POST /(brands/current|segments|email-templates)|(PUT|DELETE) /segments/[^/]+|PUT /email-templates/[^/]+"
    r"|(GET|POST|PUT|PATCH|DELETE)"
    r" /(email-universal-layouts|contacts|products|product-categories|events|batches)(/.*)?"
)
_PATTERNS = [
    (re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", operation.path)), operation)
    for operation in OPERATIONS
]


def find(method: str, path: str) -> tuple[Operation, dict[str, str]]:
    """The operation of a request; raises 404, 405, or 501 for what is published but not built."""
    known = False
    for pattern, operation in _PATTERNS:
        if match := pattern.fullmatch(path):
            if operation.method == method:
                return operation, match.groupdict()
            known = True
    if PUBLISHED_ELSEWHERE.fullmatch(f"{method} {path}"):
        raise Problem(501, detail=f"{method} {path} is not built in this sandbox.")
    raise Problem(405) if known else not_found("Resource")
