"""What Omnisend does not publish, and what a demo wants to change: each a switch, every behaviour built."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any


def switch(default: Any, help_text: str, *choices: str) -> Any:
    return field(default=default, metadata={"help": help_text, "choices": choices})


@dataclass
class Switches:
    """Values as they are set now. Durations are virtual seconds unless the name says otherwise."""

    # the life of campaigns
    draft_guard: bool = switch(
        True, "Only a draft can be sent; off: /send is accepted again and again, and logged each time"
    )
    sending_seconds: float = switch(8.0, "From started to sent")
    spread_hours: float = switch(
        24.0, "The same for readers' local time and for the best time for each reader"
    )
    send_lag_seconds: float = switch(
        0.0, "How long a campaign still reads draft (and can be sent again) after an accepted send"
    )
    cancel_seconds: float = switch(2.0, "From an accepted cancel to canceled")
    verification: str = switch(
        "off", "Which campaigns Omnisend pauses for its safety check", "off", "first", "always"
    )
    verification_minutes: float = switch(60.0, "How long that check takes")
    updated_at_follows_status: bool = switch(True, "updatedAt moves when only the status changes")
    cancel_paused_sms: bool = switch(True, "A paused SMS campaign can be canceled")
    delete_outside_draft: bool = switch(False, "Campaigns that left draft can be deleted")
    delete_missing: str = switch(
        "not-found", "What deleting something that is gone answers", "not-found", "no-content"
    )
    winner_from_stopped: bool = switch(True, "A winner can be chosen while an A/B test is stopped")
    booster_limit_from: str = switch(
        "parent", "Ten days for a booster of a sent parent count from", "parent", "now"
    )
    parent_canceled: str = switch(
        "stays", "What happens to the booster of a canceled parent", "stays", "deleted"
    )
    parent_deleted: str = switch(
        "stays", "What happens to the booster of a deleted parent", "stays", "deleted"
    )
    booster_shares_content: bool = switch(True, "A draft parent's booster shares its content document")
    ab_winner: str = switch(
        "a",
        "The variant that wins an A/B test by itself; better: the one that readers took to",
        "a",
        "b",
        "better",
    )
    # reports
    rates: str = switch("fraction", "What a rate of 12 per cent reads in reports", "fraction", "percent")
    ab_parent_includes_variants: bool = switch(
        True, "Reports have a row for an A/B test's own id, with both variants; off: for the variants only"
    )
    # reading requests
    missing_version: str = switch("refuse", "A request without Omnisend-Version", "refuse", "accept")
    unknown_body_fields: str = switch(
        "ignore", "Fields of a body that the contract does not name", "ignore", "refuse"
    )
    segments_checked: bool = switch(
        True, "Create and update refuse segments that do not exist; off: only send does"
    )
    images_checked: bool = switch(
        True, "Create and update refuse pictures of text messages that do not exist or do not fit"
    )
    patch_audience: str = switch("replace", "What an update does to the audience", "replace", "merge")
    render_key: str = switch("html", "The unpublished name of the one string that render answers")
    payment_slug: str = switch("payment-required", "The unpublished slug of 402")
    # limits and plan
    rate_limits: bool = switch(
        True, "Count requests and answer 429 (in real time, whatever the clock's speed)"
    )
    requests_per_minute: int = switch(400, "The limit all of a brand's requests share")
    retry_after: bool = switch(True, "429 says how many seconds to wait")
    plan_limit: int = switch(0, "Sends to more contacts than this answer 402, for every brand; 0: no limit")
    # OAuth
    token_seconds: int = switch(
        9223372036, "Lifetime of access tokens; 0: none is named and they do not expire"
    )
    refresh_tokens: str = switch("rotate", "What a refresh brings", "rotate", "keep", "none")
    old_access_survives: bool = switch(
        True, "After a refresh the old access token goes on working until it expires"
    )
    code_reuse_revokes: bool = switch(
        False, "Using an authorisation code twice revokes what it gave (RFC 6749, 4.1.2)"
    )
    denied_without_state: bool = switch(False, "Cancel at consent comes back without state")
    issuer_in_redirect: bool = switch(False, "The redirect names its issuer (RFC 9207)")

    def change(self, changes: dict[str, Any]) -> list[str]:
        """Apply the changes, or nothing when any of them is wrong; answers what was wrong."""
        known = {one.name: one for one in fields(self)}
        wrong, values = [], {}
        for name, value in changes.items():
            if name not in known:
                wrong.append(f"{name}: no such switch")
                continue
            default, choices = known[name].default, known[name].metadata["choices"]
            whole = isinstance(default, float) and type(value) is int
            if type(value) is not type(default) and not whole:
                wrong.append(f"{name}: expected {type(default).__name__}")
            elif choices and value not in choices:
                wrong.append(f"{name}: one of {', '.join(choices)}")
            else:
                values[name] = float(value) if whole else value
        if not wrong:
            for name, value in values.items():
                setattr(self, name, value)
        return wrong

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
