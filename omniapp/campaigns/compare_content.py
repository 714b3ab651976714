"""Whether Omnisend has the emails, texts and test that were reviewed. Pure; see ``compare``."""

from collections.abc import Iterator

from omniapp import omnisend
from omniapp.campaigns.amounts import HOURS, Wait
from omniapp.campaigns.parts import AbTestPart, BoosterPart, EmailPart, SmsPart
from omniapp.campaigns.wording import METRICS, RECIPIENTS

NO_EMAIL = omnisend.EmailContent()
NO_SMS = omnisend.SmsContent()
NO_VARIANT = omnisend.ABTestVariant()
SHOWN = 80  # characters of a text in which the difference stands


def email(ours: EmailPart, theirs: omnisend.EmailContent | None, *, of: str = "") -> Iterator[str]:
    """``of`` names the variant it belongs to."""
    remote = theirs or NO_EMAIL
    sender = remote.sender_email if ours.sender_email else ""
    replies = remote.reply_to_email
    if not ours.reply_to and same_address(replies, remote.sender_email):
        replies = ""
    yield from texts(
        (f"{of}subject", ours.subject, remote.subject),
        (f"{of}preheader", ours.preheader, remote.preheader),
        (f"{of}sender name", ours.sender_name, remote.sender_name),
    )
    yield from _addresses(
        (f"{of}sender address", ours.sender_email, sender), (f"{of}reply address", ours.reply_to, replies)
    )


def inherited(ours: EmailPart, theirs: omnisend.EmailContent | None) -> Iterator[str]:
    """A booster's email: only what was written for it is compared, the rest is its parent's."""
    remote = theirs or NO_EMAIL
    named = (
        ("subject", ours.subject, remote.subject),
        ("preheader", ours.preheader, remote.preheader),
        ("sender name", ours.sender_name, remote.sender_name),
    )
    yield from texts(*(pair for pair in named if pair[1]))
    addresses = (
        ("sender address", ours.sender_email, remote.sender_email),
        ("reply address", ours.reply_to, remote.reply_to_email),
    )
    yield from _addresses(*(pair for pair in addresses if pair[1]))


def sms(ours: SmsPart, theirs: omnisend.SmsContent | None) -> Iterator[str]:
    remote = theirs or NO_SMS
    yield from texts(
        ("message", ours.message, remote.message),
        ("text for the US and Canada", ours.stop_text, remote.compliance.stop_keyword_text),
        ("unsubscribe text", ours.unsubscribe_text, remote.compliance.unsubscribe_link_text),
    )
    if ours.image_id.casefold() != (remote.image_id or "").casefold():
        has = "another one" if ours.image_id and remote.image_id else "one" if remote.image_id else "none"
        yield f"The image reviewed was {quoted(ours.image_name or ours.image_id)}; Omnisend has {has}."
    shortened = remote.is_link_shortening_enabled is not False
    if ours.shorten_links != shortened:
        yield differs("shortening of links", _on(ours.shorten_links), _on(shortened))


def ab_test(ours: AbTestPart, theirs: omnisend.ABTest | None) -> Iterator[str]:
    remote = theirs or omnisend.ABTest()
    for letter, part, variant in (("A", ours.a, remote.variants.a), ("B", ours.b, remote.variants.b)):
        yield from email(part, (variant or NO_VARIANT).content.email, of=f"variant {letter} ")
    share = remote.settings.test_size_percent
    if share != ours.share:
        yield differs("share of the test", f"{ours.share} %", "" if share is None else f"{share} %")
    if ours.sends_all:
        return
    metric = remote.settings.winning_metric or ""
    if metric != ours.metric:
        yield differs("measure of the better one", METRICS[ours.metric], METRICS.get(metric, metric))
    yield from _wait("time until the winner", ours.decision, remote.settings.decision_time)


def booster(ours: BoosterPart, theirs: omnisend.BoosterSettings | None) -> Iterator[str]:
    if theirs is None:
        yield differs("campaign it follows", ours.parent_name, "")
        return
    if ours.parent_id and ours.parent_id.casefold() != theirs.campaign_id.casefold():
        yield differs("campaign it follows", ours.parent_name or ours.parent_id, "another campaign")
    if ours.send_to != theirs.send_to:
        yield differs("audience", RECIPIENTS[ours.send_to], RECIPIENTS.get(theirs.send_to, theirs.send_to))
    if ours.delay is not None:
        yield from _wait("time after the first campaign", ours.delay, theirs.delay)


def texts(*pairs: tuple[str, str, str]) -> Iterator[str]:
    """What each is called, ours and theirs. Spaces at the ends and the kind of line break do not count."""
    for what, ours, theirs in pairs:
        one, other = _plain(ours), _plain(theirs)
        if one != other:
            yield differs(what, *_excerpts(one, other))


def differs(what: str, ours: str, theirs: str) -> str:
    return f"The {what} reviewed was {quoted(ours)}; Omnisend has {quoted(theirs)}."


def quoted(text: str) -> str:
    return f"“{text}”" if text else "nothing"


def same_address(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def _addresses(*pairs: tuple[str, str, str]) -> Iterator[str]:
    for what, ours, theirs in pairs:
        if not same_address(ours, theirs):
            yield differs(what, ours, theirs)


def _wait(what: str, ours: Wait | None, theirs: omnisend.Wait | None) -> Iterator[str]:
    """24 hours and one day are the same."""
    read = Wait.read(str(theirs.amount), theirs.unit) if theirs and theirs.unit in HOURS else None
    if (ours.hours if ours else None) != (read.hours if read else None):
        yield differs(what, str(ours or ""), str(read or ""))


def _plain(text: str) -> str:
    return "\n".join(text.split("\r\n")).replace("\r", "\n").strip()


def _excerpts(one: str, other: str) -> tuple[str, str]:
    """Both, or of long ones the piece around the first place where they part."""
    if max(len(one), len(other)) <= 2 * SHOWN:
        return one, other
    same = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    start = max(0, (min(len(one), len(other)) if same is None else same) - SHOWN // 2)
    return _piece(one, start), _piece(other, start)


def _piece(text: str, start: int) -> str:
    if start >= len(text):
        return text if len(text) <= SHOWN else f"…{text[-SHOWN:]}"
    end = start + SHOWN
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def _on(flag: bool) -> str:
    return "on" if flag else "off"
