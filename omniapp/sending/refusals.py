"""What a refusal means in a merchant's words, and the one thing that fixes it.

Slugs are matched where they are known; anything else shows Omnisend's own words. Nothing here decides on
titles or details. Source: Omnisend API 2026-03-15, the errors of Create, Update and Send campaign.
"""

from dataclasses import dataclass, replace

from omniapp.campaigns.models import Campaign
from omniapp.sending.field_names import named
from omniapp.sending.models import Delivery
from omniapp.sending.outcome import Action, Outcome
from omniapp.sending.rows import problem_from
from omniapp.sending.situation import Problem
from omniapp.sending.states import Reason
from omniapp.sending.wording import Wording
from omniapp.stores.models import Store

_RESUME = Action("resume", "I have fixed it: send")
_GIVE_UP = Action("give-up", "Stop, keep it as a draft")


@dataclass(frozen=True)
class _Cause:
    sentence: str
    fix: str  # a section of the editor, or "omnisend"
    label: str


_DOMAIN = _Cause(
    "The sender's domain is not verified in Omnisend. This holds for every campaign from that domain.",
    "omnisend",
    "Verify it in Omnisend",
)
_CAUSES = {
    "audience-too-small": _Cause(
        "An A/B test needs at least 10 contacts.", "audience", "Choose a larger audience"
    ),
    "invalid-email-content": _Cause(
        "Omnisend refused the content of the email, without naming the place.",
        "message",
        "Choose another template",
    ),
    "invalid-audience": _Cause(
        "A segment you chose no longer exists in Omnisend.", "audience", "Choose the audience again"
    ),
    "invalid-scheduled-date": _Cause("The time you chose has passed.", "when", "Choose a new time"),
    "ab-test-requires-two-variants": _Cause(
        "One of the two variants is incomplete.", "message", "Complete it"
    ),
    "sender_domain_unverified": _DOMAIN,
    "email-unverified-domain": _DOMAIN,
    "sender-email-not-available": _Cause(
        "This store has no verified sender address in Omnisend.", "omnisend", "Set one up in Omnisend"
    ),
    "invalid-campaign-status": _Cause(
        "Omnisend says that it is no longer a draft, yet shows it as one.",
        "omnisend",
        "Look at it in Omnisend",
    ),
    "parent-not-sent": _Cause("The campaign it boosts is not sent yet.", "message", "Look at it"),
    "invalid-parent-status": _Cause(
        "The campaign it boosts is neither a draft nor sent any more. Omnisend boosts only those.",
        "whom",
        "Look at it",
    ),
    "booster-already-exists": _Cause(
        "The campaign already has a booster in Omnisend.", "message", "Look at it"
    ),
}

#: Where a field of Omnisend's messages is found in our editor.
_FIELDS = {
    "name": "name",
    "language": "language",
    "content.email.subject": "subject",
    "content.email.preheader": "preheader",
    "content.email.senderName": "sender_name",
    "content.email.senderEmail": "sender_email",
    "content.email.replyToEmail": "reply_to",
    "content.email.templateID": "template_id",
    "content.sms.message": "message",
    "content.sms.compliance.stopKeywordText": "stop_text",
    "content.sms.compliance.unsubscribeLinkText": "unsubscribe_text",
    "content.sms.imageID": "image_id",
    "content.sms.isLinkShorteningEnabled": "shorten_links",
    "audience.includedSegmentIDs": "included",
    "audience.excludedSegmentIDs": "excluded",
    "abTest.settings.testSizePercent": "test_share",
    "abTest.settings.winningMetric": "winning_metric",
    "abTest.settings.decisionTime": "decision_amount",
    "abTest.settings.decisionTime.amount": "decision_amount",
    "abTest.settings.decisionTime.unit": "decision_amount",
    "abTest.variants.a.content.email.subject": "a-subject",
    "abTest.variants.a.content.email.preheader": "a-preheader",
    "abTest.variants.a.content.email.senderName": "a-sender_name",
    "abTest.variants.a.content.email.senderEmail": "a-sender_email",
    "abTest.variants.a.content.email.replyToEmail": "a-reply_to",
    "abTest.variants.a.content.email.templateID": "a-template_id",
    "abTest.variants.b.content.email.subject": "b-subject",
    "abTest.variants.b.content.email.preheader": "b-preheader",
    "abTest.variants.b.content.email.senderName": "b-sender_name",
    "abTest.variants.b.content.email.senderEmail": "b-sender_email",
    "abTest.variants.b.content.email.replyToEmail": "b-reply_to",
    "abTest.variants.b.content.email.templateID": "b-template_id",
    "boosterSettings.campaignID": "parent",
    "boosterSettings.sendTo": "send_to",
    "boosterSettings.delay": "delay_amount",
    "boosterSettings.delay.amount": "delay_amount",
    "boosterSettings.delay.unit": "delay_amount",
    "sendingSettings.strategy": "timing",
    "sendingSettings.scheduledAt": "on_date",
    "sendingSettings.optimizeFor": "optimize_for",
}
_SECTIONS = {
    "included": "audience",
    "excluded": "audience",
    "timing": "when",
    "on_date": "when",
    "optimize_for": "when",
}


def field_of(dotted: str) -> str:
    """Our editor's field for Omnisend's dotted path; the path itself when we have no such field."""
    bare = ".".join(part for part in dotted.split(".") if not part.isdigit())
    return _FIELDS.get(bare, dotted)


def _edit(section: str, label: str, *, primary: bool = True) -> Action:
    return Action("edit", label, "link", f"#{section}", primary=primary)


def describe(campaign: Campaign, delivery: Delivery, store: Store, say: Wording) -> Outcome:
    """A parked delivery whose cause is a refusal, a lost connection or a draft that is not as reviewed."""
    problem = problem_from(delivery.problem) or Problem()
    edited = campaign.version != delivery.version
    match Reason(delivery.reason):
        case Reason.PLAN:
            outcome = _plan(say)
        case Reason.RECONNECT:
            outcome = _reconnect(delivery, store, problem, say, edited=edited)
        case Reason.DIFFERS:
            outcome = _differs(delivery, say)
        case Reason.VERSION:
            outcome = _version()
        case _:
            outcome = _fix(problem, say)
    key, title, sentence, actions = outcome
    if edited:
        sentence += " It was edited since, so it needs a new review."
        actions = (Action("review", "Review it again", "link", primary=True), _GIVE_UP)
    return Outcome(
        key,
        "warn",
        {"plan": "credit-card", "reconnect": "plug-zap"}.get(key, "wrench"),
        title,
        sentence,
        went_out="Nothing was sent.",
        actions=actions,
        details=say.details(problem),
        field_errors=tuple((field_of(f), message) for f, _, message in problem.fields),
    )


_Told = tuple[str, str, str, tuple[Action, ...]]


def _plan(say: Wording) -> _Told:
    sentence = (
        "Omnisend says this store's plan does not cover it. It waits here with its content until you decide; "
        "no timer tries again."
    )
    hint = "The plan is changed there, under the store's name."
    actions = (
        say.open_omnisend(primary=True, hint=hint),
        _edit("audience", "Choose a smaller audience", primary=False),
        _RESUME,
        _GIVE_UP,
    )
    return "plan", "Needs you: plan", sentence, actions


def _reconnect(delivery: Delivery, store: Store, problem: Problem, say: Wording, *, edited: bool) -> _Told:
    if problem.status == 403:
        sentence = f"{store.name} has not given us the permission “{problem.scope}”, which this needs."
    else:
        sentence = f"Omnisend no longer accepts our connection to {store.name}."
    if say.now < delivery.deadline and not edited:
        sentence += f" It waits until {say.moment(delivery.deadline)} and goes on once you have reconnected."
    elif not edited:
        sentence += " The time for handing it over has passed, so after reconnecting you are asked once more."
    reconnect = Action("reconnect", f"Reconnect {store.name}", "link", store.reconnect_url, primary=True)
    if store.is_connected and problem.status == 403:
        again = replace(_RESUME, label="The permission is given: send")
        return "reconnect", "Needs you: reconnect", sentence, (reconnect, again, _GIVE_UP)
    if store.is_connected:  # it came back while the answer that said otherwise was under way
        sentence = f"{store.name} is connected again. It was not when this was to be handed over."
        go_on = replace(_RESUME, label="Go on: send", primary=True)
        return "reconnect", "Connected again", sentence, (go_on, _GIVE_UP)
    return "reconnect", "Needs you: reconnect", sentence, (reconnect, _GIVE_UP)


def _differs(delivery: Delivery, say: Wording) -> _Told:
    sentence = " ".join(["Omnisend's draft is not what you reviewed.", *delivery.differences])
    actions = (_edit("message", "Look at it"), say.open_omnisend(), _RESUME, _GIVE_UP)
    return "differs", "Needs you: it differs", sentence, actions


def _version() -> _Told:
    sentence = (
        "Omnisend has retired the version of its interface that we use. We have to update omniapp first."
    )
    return "version", "Waiting for us", sentence, (_RESUME, _GIVE_UP)


def _fix(problem: Problem, say: Wording) -> _Told:
    cause = _CAUSES.get(problem.slug)
    if cause is None and problem.fields:
        section = _SECTIONS.get(field_of(problem.fields[0][0]), "message")
        said = " ".join(named(field_of(dotted), message) for dotted, _, message in problem.fields)
        return (
            "fix",
            "Needs you: fix",
            f"Omnisend refused it. {said}",
            (_edit(section, "Go to the first"), _GIVE_UP),
        )
    if cause is None:
        words = (problem.detail or problem.title).rstrip(".")
        sentence = f"Omnisend refused it: “{words}”." if words else "Omnisend refused it without saying why."
        return "fix", "Needs you: fix", sentence, (_edit("message", "Edit it"), _RESUME, _GIVE_UP)
    if cause.fix == "omnisend":
        open_it = say.open_omnisend(primary=True, hint=cause.label)
        return "fix", "Needs you: fix", cause.sentence, (open_it, _RESUME, _GIVE_UP)
    return "fix", "Needs you: fix", cause.sentence, (_edit(cause.fix, cause.label), _RESUME, _GIVE_UP)
