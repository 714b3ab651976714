"""Judges a run by Omnisend's own log, by what people did, and by our record. Pure.

Nothing here believes the engine: what it thinks is only compared with its record. A send by the merchant in
Omnisend is another actor's: it explains what we say, and never counts as our second.
"""

from collections.abc import Callable, Iterable, Iterator

from tests.chaos.history import Durations, Event, Letter, Sent

COLUMNS = ("sent twice", "lost", "stuck", "said sent falsely", "unexplained")
Found = dict[str, list[str]]

_SAYS_OUT = {"following", "sent", "canceled", "failed"}
_UNDER_WAY = {"held", "handing_over", "checking"}
_DISCONNECTED = {"disconnected", "disconnected?"}
_ENDED_BY_PEOPLE = {
    "undone": {"undo", "undo?"},
    "given_up": {"give up", "give up?", "said not sent", "said not sent?", *_DISCONNECTED},
    "replaced": {"send", "send?"},
    "canceled": {"cancel", "cancel?"},
    "unfollowed": {"said sent", "said sent?", *_DISCONNECTED},  # of what is gone there, or its store was
}
_SAYS_UNSENT = {"undone", "given_up", "replaced"}
_NOT_OUT = {"scheduled", "canceled", "error", "expired"}  # a draft may be the merchant's, of the same name
_MAY_BE_OUT = {"unknown", "overdue"}  # parked for these, the page says so
_CLOCKS = 0.1  # seconds between a moment of ours and one of the sandbox's


def check(letters: Iterable[Letter], durations: Durations) -> Found:
    """What is wrong, by column. Every list is empty after a good run."""
    found: Found = {column: [] for column in COLUMNS}
    for letter in letters:
        for column, judge in _JUDGES.items():
            found[column] += [f"{letter.name}: {what}" for what in judge(letter, durations)]
    return found


def sent_twice(letter: Letter, durations: Durations) -> Iterator[str]:
    """Campaigns, and test mails, which have an address of their own each."""
    if len(ours := _ours(letter)) > 1:
        yield f"{len(ours)} sends of ours were accepted"
    for address in sorted(set(letter.mails)):
        if (times := letter.mails.count(address)) > 1:
            yield f"the test mail to {address} went out {times} times"


def lost(letter: Letter, durations: Durations) -> Iterator[str]:
    """An accepted click that left no trace, or ended unsent although nobody stopped it."""
    last = _last(letter)
    clicked = {act.delivery for act in letter.acts if act.what == "send"}
    for act in letter.acts:
        if act.what in ("send", "test mail") and act.delivery not in last:
            yield f"the click of delivery {act.delivery} left no trace"
    for delivery, event in last.items():
        if event.after in ("done", "refused") and delivery in clicked:
            yield f"delivery {delivery} ended {event.after} like an errand, and it was to be sent"
        causes = _ENDED_BY_PEOPLE.get(event.after)
        whose = [act for act in letter.acts if event.after == "replaced" or act.delivery == delivery]
        if causes is not None and not any(act.what in causes for act in whose):
            yield f"delivery {delivery} ended {event.after}, and nobody did that"


def stuck(letter: Letter, durations: Durations) -> Iterator[str]:
    """When all faults are long over, everything rests: it ended, a person is asked, or Omnisend is at it.

    The page shows the delivery's row, so that has to be where the record ends.
    """
    for delivery, event in _last(letter).items():
        if (shown := letter.states.get(delivery, event.after)) != event.after:
            yield f"delivery {delivery} is {shown}, and its record ends {event.after}"
        if event.after in _UNDER_WAY:
            yield f"delivery {delivery} is still {event.after}/{event.step}"
        if event.after == "following" and letter.remote_rests and letter.remote_status != "scheduled":
            yield f"delivery {delivery} is followed, but it is {letter.remote_status or 'gone'} long since"
        if event.after == "needs_person" and not event.reason:
            yield f"delivery {delivery} asks a person and does not say why"


def said_sent_falsely(letter: Letter, durations: Durations) -> Iterator[str]:
    """We say that it is out, and nobody had sent it by then. A person's own word is theirs."""
    words = [act.at for act in letter.acts if act.what in ("said sent", "said sent?")]
    out = min([*(sent.at for sent in letter.sent), *words], default=float("inf"))
    called: set[int] = set()
    for event in letter.events:
        if event.after in _SAYS_OUT and event.delivery not in called | letter.attached:
            called.add(event.delivery)
            if event.at + _CLOCKS < out:
                yield f"delivery {event.delivery} was called {event.after} when nothing had been sent"
    for delivery, event in _last(letter).items():
        if event.after == "sent" and letter.remote_status in _NOT_OUT:
            yield f"delivery {delivery} was called sent, and it is {letter.remote_status}"
    for act in letter.acts:
        said = [event for event in letter.events if event.delivery == act.delivery and event.step == "test"]
        yes = any(event.outcome == "yes" and event.after == "done" for event in said)
        if act.what == "test mail" and yes and act.text not in letter.mails:
            yield f"the test mail to {act.text} was called done and never went out"


def unexplained(letter: Letter, durations: Durations) -> Iterator[str]:
    """A send of ours that our record does not account for, or that nobody asked for in this form."""
    if _ours(letter) and not any(act.what in ("send", "send?") for act in letter.acts):
        yield "a send that nobody had clicked"
    for sent in _ours(letter):
        cause = _written_down(letter, sent, durations)
        if cause is None:
            yield "a send that was not written down before it left"
            continue
        yield from _as_reviewed(letter, cause.delivery, sent.text)
        yield from _although_undone(letter, cause.delivery)
    if _ours(letter):
        yield from _denied(letter)
    yield from _held(letter, durations.hold)
    yield from _yes_thrown_away(letter)
    yield from _nobodys_word(letter)


def _written_down(letter: Letter, sent: Sent, durations: Durations) -> Event | None:
    """The claim that explains a send. What has its effect later than the quiet time is nobody's to know."""
    longest = durations.lease + durations.quiet
    claims = [event for event in letter.events if event.kind == "claim" and event.step == "send"]
    fitting = [claim for claim in claims if claim.at - _CLOCKS <= sent.at <= claim.at + longest + _CLOCKS]
    return fitting[-1] if fitting else None


def _as_reviewed(letter: Letter, delivery: int, text: str) -> Iterator[str]:
    reviewed = {act.text for act in letter.acts if act.what == "send" and act.delivery == delivery}
    unsure = {act.text for act in letter.acts if act.what == "send?"}
    edited = {act.text for act in letter.acts if act.what == "merchant edited"}
    if text not in (reviewed or unsure) | edited:
        yield f"delivery {delivery} sent “{text}”, which was not what was reviewed"


def _although_undone(letter: Letter, delivery: int) -> Iterator[str]:
    if any(act.delivery == delivery and act.what == "undo" for act in letter.acts):
        yield f"delivery {delivery} was sent although it was undone"


def _held(letter: Letter, hold: float) -> Iterator[str]:
    """Nothing leaves us in the hold: neither a send nor what prepares it."""
    for act in letter.acts:
        claims = [
            event.at for event in letter.events if event.delivery == act.delivery and event.kind == "claim"
        ]
        early = act.at + hold - min(claims, default=float("inf"))
        if act.what == "send" and early > _CLOCKS:
            yield f"delivery {act.delivery} was begun {early:.2f} s before its hold was over"


def _denied(letter: Letter) -> Iterator[str]:
    """It is out; does the last word about the campaign still say that it is not?"""
    last = [event for event in _last(letter).values() if event.after not in ("done", "refused")]
    if not last:
        return
    word = max(last, key=lambda event: event.delivery)
    open_still = word.reason in _MAY_BE_OUT or word.delivery in letter.admitted
    parked = word.after == "needs_person" and not open_still
    if parked or word.after in _SAYS_UNSENT:
        yield f"it is out, and delivery {word.delivery} says {word.after} {word.reason}".rstrip()


def _yes_thrown_away(letter: Letter) -> Iterator[str]:
    """Omnisend said yes, and the record goes on as if it had not. Only an older delivery may."""
    newest = max((event.delivery for event in letter.events), default=0)
    for event in letter.events:
        yes = event.step == "send" and event.outcome == "yes" and event.delivery == newest
        if yes and event.after not in _SAYS_OUT | {"unfollowed"}:
            yield f"a yes was thrown away: delivery {event.delivery} went on as {event.after}"


def _nobodys_word(letter: Letter) -> Iterator[str]:
    """After a refused payment only a person's word lets it be asked again."""
    refused: set[int] = set()
    for event in letter.events:
        if event.kind == "person":
            refused.discard(event.delivery)
        elif event.status == 402 and event.step == "send":
            refused.add(event.delivery)
        elif event.kind == "claim" and event.step == "send" and event.delivery in refused:
            yield f"delivery {event.delivery} was sent again after a refused payment, on nobody's word"


def _ours(letter: Letter) -> list[Sent]:
    return [sent for sent in letter.sent if sent.via == "api"]


def _last(letter: Letter) -> dict[int, Event]:
    """The last line of each delivery; a boosters' own deliveries are their parents' matter."""
    return {event.delivery: event for event in letter.events if event.delivery not in letter.attached}


_JUDGES: dict[str, Callable[[Letter, Durations], Iterator[str]]] = {
    "sent twice": sent_twice,
    "lost": lost,
    "stuck": stuck,
    "said sent falsely": said_sent_falsely,
    "unexplained": unexplained,
}
