"""How many passwords may be tried for an e-mail address, whether or not it is an account's.

A known browser has tries of its own. A stranger's count for their network first, and what a network may not
try any more uses up nothing of what all strangers have together. Once that is gone too, a mailed link lets in
whoever reads the mail: strangers can ask for it, which only mails it.
"""

from django.http import HttpRequest, HttpResponse

from omniapp.people import known_browsers, limits

_NETWORK, _ACCOUNT = "from your network address", "for this account"


def too_many(request: HttpRequest, email: str) -> HttpResponse | None:
    """Counts one try; the page to answer with when it is one too many."""
    email = _same(email)
    mark, network = known_browsers.mark(request, email), limits.client_address(request)
    if mark:
        counted = [("account", f"{email} {mark}", _ACCOUNT)]
    else:
        counted = [
            ("sign-in", network, _NETWORK),
            ("account-network", f"{email} {network}", _ACCOUNT),
            ("account-strangers", email, _ACCOUNT),
        ]
    for name, whom, whose in counted:
        if seconds := limits.wait(name, whom):
            return limits.too_many(request, seconds, whose=whose, by_mail=True)
    return None


def mails(request: HttpRequest, email: str) -> int:
    """Counts one wish for a mailed link; the seconds until the next one is mailed, 0: at once."""
    email = _same(email)
    return limits.wait("reset-mail", f"{email} {known_browsers.mark(request, email)}".strip())


def _same(email: str) -> str:
    return email.strip().lower()[:254]
