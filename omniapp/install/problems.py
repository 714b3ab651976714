"""Every way the journey can end without a connection: what happened, what is safe, and a way on.

None of them touches a connection that works. Each has its page at /install/problem/<slug>/.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """``retry``: the page offers to start again. ``tone`` as in the look's tones.

    ``over``: the attempt had ended before, perhaps with a connection.
    """

    title: str
    happened: str
    onward: str
    retry: bool = True
    tone: str = "warn"
    over: bool = False


class Ended(Exception):
    """The journey ends here, on the problem page ``slug``. ``missing``: the scopes it lacked."""

    def __init__(self, slug: str, *, missing: tuple[str, ...] = ()) -> None:
        super().__init__(slug)
        self.slug = slug
        self.missing = missing


_AGAIN = "Start again here; it takes one click and Omnisend's own page."
_SAME_BROWSER = "Start again, and stay in this browser until you are back."

PROBLEMS = {
    "denied": Problem(
        "You did not allow access",
        "You pressed Cancel on Omnisend's page, so omniapp got no access.",
        "If that was by mistake, start again and press Allow.",
        tone="quiet",
    ),
    "unasked": Problem(
        "Omnisend says that access was not allowed",
        "This answer does not say which attempt it belongs to, so it was not applied to any.",
        "If you pressed Cancel, all is as you wished. If not, start again.",
        tone="quiet",
    ),
    "omnisend-error": Problem(
        "Omnisend ended this attempt",
        "Omnisend answered with an error of its own before it asked you anything.",
        "Start again. If it happens again, the cause is at Omnisend or in omniapp's registration there.",
    ),
    "missing-state": Problem(
        "This answer fits no attempt",
        "A connection comes back from Omnisend with a mark of the attempt that began it. This one has none.",
        _AGAIN,
    ),
    "unknown-state": Problem(
        "We do not know this attempt",
        "The answer names an attempt that omniapp never began, or has forgotten long since.",
        _AGAIN,
    ),
    "other-browser": Problem(
        "This attempt began in another browser",
        "A connection is finished only in the browser session that began it, so that nobody finishes what "
        "somebody else began.",
        _SAME_BROWSER,
    ),
    "other-person": Problem(
        "Somebody else began this attempt",
        "Who is signed in here changed between the beginning of this attempt and its end.",
        "Start again as who you are now.",
    ),
    "expired": Problem(
        "This attempt is too old",
        "More than ten minutes passed between its beginning and Omnisend's answer.",
        _AGAIN,
    ),
    "replayed": Problem(
        "This attempt was used already",
        "Each attempt works once, and this one is over. Going back or reloading brings you here.",
        "If the store was connected, you find it from the start page. If not, start again.",
        tone="quiet",
        over=True,
    ),
    "wrong-issuer": Problem(
        "This answer is not from Omnisend",
        "It names another sender than the one you were sent to, so it was not used.",
        "Start again from here. If it happens again, do not go on from the page that sent you.",
        tone="bad",
    ),
    "half-answer": Problem(
        "Half of Omnisend's answer is missing",
        "The browser came back with neither a permission nor a refusal.",
        _AGAIN,
    ),
    "exchange-refused": Problem(
        "Omnisend did not accept its own permission any more",
        "It gave one, and refused it when omniapp redeemed it. It may have been too old or used already.",
        _AGAIN,
    ),
    "unreachable": Problem(
        "We could not reach Omnisend",
        "You allowed access, and then Omnisend did not answer omniapp in time. That permission is spent.",
        "Wait a minute and start again.",
    ),
    "unreadable": Problem(
        "Omnisend's answer made no sense",
        "You allowed access, and Omnisend's answer to omniapp was incomplete or damaged.",
        "Start again. If it happens a second time, Omnisend has trouble right now.",
    ),
    "missing-scope": Problem(
        "Something was not allowed",
        "Omnisend gave access, but not to everything that omniapp needs in order to work.",
        "Start again and allow all of it. The account you use at Omnisend must be allowed to grant that.",
    ),
    "brand-refused": Problem(
        "Omnisend did not say which store this is",
        "You allowed access, and Omnisend then refused to tell omniapp the store's name.",
        _AGAIN,
    ),
    "answer-late": Problem(
        "Nothing waits for your answer any more",
        "The question was answered already, or it waited for ten minutes and was forgotten.",
        "If the store was connected, you find it from the start page. If not, start again.",
        tone="quiet",
        over=True,
    ),
    "invitation-over": Problem(
        "This invitation is over",
        "It was used or withdrawn, it became too old, or who made it may no longer look after this store. "
        "So nothing was connected.",
        "Ask whoever invited you for a new link. Without one, you can still connect your store for yourself.",
    ),
    "withheld": Problem(
        "This store was taken away from your account",
        "An owner of your team decided that you no longer look after it. So nothing was connected.",
        "Ask an owner to give it back to you on the team page.",
        retry=False,
    ),
    "not-set-up": Problem(
        "This site is not registered with Omnisend yet",
        "Its client id is not set, so Omnisend would not know who is asking.",
        "Whoever runs this site sets OMNISEND_CLIENT_ID and OMNISEND_CLIENT_SECRET.",
        retry=False,
    ),
}
