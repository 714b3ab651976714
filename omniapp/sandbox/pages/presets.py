"""The answers a person can order by one click, in the words of the control page."""

from typing import Any

SEND = "POST /campaigns/{id}/send"
OPERATIONS = {
    SEND: "Send",
    "POST /campaigns": "Create campaign",
    "PATCH /campaigns/{id}": "Update campaign",
    "GET /campaigns/{id}": "Read campaign",
    "POST /campaigns/{id}/cancel": "Cancel",
    "POST /campaigns/{id}/copy": "Copy",
    "POST /campaigns/{id}/test-email": "Test email",
    "GET /email-templates": "List templates",
    "GET /segments": "List segments",
    "POST /oauth2/token": "OAuth token",
    "*": "Any API request",
}
Preset = tuple[str, str, dict[str, Any]]


def _conflict(slug: str, label: str, detail: str) -> Preset:
    return slug, label, {"status": 409, "slug": slug, "detail": detail}


# heading, hint, presets of (key, label, fault)
GROUPS: tuple[tuple[str, str, tuple[Preset, ...]], ...] = (
    (
        "Refused",
        "Nothing happens, Omnisend says why.",
        (
            (
                "402",
                "402 The plan does not cover it",
                {"status": 402, "detail": "Your plan does not cover this send."},
            ),
            _conflict("invalid-campaign-status", "409 Not a draft any more", "Only a draft can be sent."),
            _conflict("invalid-email-content", "409 Content refused", "The email content is invalid."),
            _conflict("invalid-audience", "409 A segment is gone", "A segment does not exist any more."),
            _conflict("invalid-scheduled-date", "409 The time has passed", "The scheduled time has passed."),
            _conflict("audience-too-small", "409 Audience too small", "Fewer than 10 contacts."),
            _conflict(
                "ab-test-requires-two-variants", "409 A variant is incomplete", "Two variants are needed."
            ),
            _conflict(
                "sender_domain_unverified", "409 Domain not verified", "The sender domain is not verified."
            ),
            _conflict("parent-not-sent", "409 Parent not sent yet", "The parent campaign was not sent."),
            ("400", "400 A field is wrong", {"status": 400, "slug": "validation-failed"}),
            ("401", "401 Unauthorized", {"status": 401}),
            ("403", "403 Scope missing", {"status": 403}),
            ("404", "404 Gone", {"status": 404}),
            ("422", "422 No verified sender", {"status": 422, "slug": "sender-email-not-available"}),
        ),
    ),
    (
        "Wait",
        "Too much at once, or slow.",
        (
            (
                "429",
                "429 Try again in 20 s",
                {"status": 429, "slug": "rate-limit-exceeded", "retryAfter": 20},
            ),
            ("slow", "Answer after 5 s", {"kind": "latency", "seconds": 5.0}),
            ("hang", "Apply, answer after 45 s", {"kind": "latency", "seconds": 45.0}),
        ),
    ),
    (
        "Nobody knows",
        "The caller cannot tell whether it was applied.",
        (
            ("cut-after", "Accept it, then cut the connection", {"kind": "cut", "effect": "before"}),
            ("cut-before", "Cut before it arrives", {"kind": "cut"}),
            ("500", "500, not applied", {"status": 500}),
            ("500-applied", "500, but applied", {"status": 500, "effect": "before"}),
            ("503", "503, not applied", {"status": 503}),
            ("524", "524, not applied", {"status": 524}),
            ("524-late", "524, applied 15 s later", {"kind": "late", "seconds": 15.0}),
            ("html", "502 with an HTML page", {"kind": "html"}),
            ("empty", "502 with an empty body", {"kind": "empty"}),
            ("half", "Apply, half an answer", {"kind": "truncated"}),
        ),
    ),
)
PRESETS = {key: fault for _, _, presets in GROUPS for key, _, fault in presets}
LABELS = {key: label for _, _, presets in GROUPS for key, label, _ in presets}
