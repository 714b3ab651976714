"""Ready-written mails to a store's owner, about what only they can put right. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from omniapp.partner.fixes import Fix

# Mail programs take addresses of about 2000 characters.
_NAMED = 5
_LONGEST = 60


@dataclass(frozen=True)
class Letter:
    to: str
    subject: str
    text: str

    @property
    def mailto(self) -> str:
        """The address that opens it in a mail program (RFC 6068: lines end in CRLF, nothing is a plus)."""
        lines = self.text.replace("\n", "\r\n")
        return f"mailto:{quote(self.to, safe='@')}?subject={quote(self.subject)}&body={quote(lines)}"


@dataclass(frozen=True)
class _Words:
    subject: str
    happened: str
    asked: str


_WORDS = {
    "plan": _Words(
        "{store}: Omnisend's plan holds {it} back",
        "Omnisend did not send {names} for {store}: it says that the store's plan does not cover it. "
        "Nothing was sent, and everything is kept as it was reviewed.",
        "Could you change the plan in Omnisend ({omnisend}, under the store's name), or tell me that a "
        "smaller audience is fine? Once you have, it can go out.",
    ),
    "reconnect": _Words(
        "{store}: please connect it to omniapp again",
        "Omnisend does not let us into {store}, or not to all that is needed.{waits} Nothing was sent "
        "meanwhile.",
        "Could you open {reconnect} and allow the access? It takes a minute, and what waits goes on by "
        "itself if it is still in time and was not edited since.",
    ),
    "sender": _Words(
        "{store}: the sender's domain needs to be verified",
        "Omnisend did not send {names} for {store}, because the sender's address or domain is not verified "
        "there. Nothing was sent.",
        "Could you verify it in Omnisend ({omnisend}, in the store's settings)? It is done once, for all "
        "campaigns. Tell me when it is, and what waits can go out.",
    ),
    "unknown": _Words(
        "{store}: did {it} go out?",
        "We could not read in Omnisend what became of {names} for {store}. We do not send again, so that "
        "nobody gets it twice.",
        "Could you look in Omnisend ({omnisend}, Campaigns) and tell me whether it shows as sent?",
    ),
    "on-hold": _Words(
        "{store}: Omnisend holds {it} for a check",
        "Omnisend's check of the content holds {names} for {store} back. At most a first part went out.",
        "Could you look in Omnisend ({omnisend}, Campaigns) what it asks for? It goes on there.",
    ),
    "content": _Words(
        "{store}: {it} needs a change",
        "{names} for {store} could not be sent as it is. Nothing was sent.",
        "Could you look at it with me? I will tell you what is to be changed.",
    ),
}  # fmt: skip


def write(
    fix: Fix, *, store: str, to: str, campaigns: Sequence[str], sender: str, omnisend: str, reconnect: str
) -> Letter:
    """The mail about all of a store's ``campaigns`` that wait for this fix.

    ``reconnect``: the address that connects the store again.
    """
    words = _WORDS[fix.key]
    names, many = _named(campaigns), len(campaigns)
    verb = "waits" if many == 1 else "wait"
    said = {
        "store": _short(store),
        "names": names,
        "it": "a campaign" if many < 2 else f"{many} campaigns",
        "waits": f" {names} {verb} for it." if names else "",
        "omnisend": omnisend,
        "reconnect": reconnect,
    }
    paragraphs = (
        "Hello,",
        words.happened.format(**said),
        words.asked.format(**said),
        f"Kind regards\n{sender}",
    )
    subject = " ".join(words.subject.format(**said).split())
    return Letter(to, subject, "\n\n".join(paragraphs))


def _named(campaigns: Sequence[str]) -> str:
    """The first few by name: “Socks”, “Sale” and 3 more."""
    named = [f"“{_short(name)}”" for name in campaigns[:_NAMED]]
    if more := len(campaigns) - len(named):
        named.append(f"{more} more")
    return " and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
