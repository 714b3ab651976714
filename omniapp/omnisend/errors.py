"""What can go wrong with a call, as one family of exceptions.

Source: Omnisend API 2026-03-15, error answers (RFC 9457 members sent as plain JSON).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FieldProblem:
    """One entry of a 400's `errors`: dotted path without indices, machine code, Omnisend's words."""

    field: str
    code: str
    message: str


class OmnisendError(Exception):
    """Base of everything that `Client.run`, `Call.read` and `OAuth` raise.

    status: the HTTP status, None when there was no complete answer.
    slug: last part of the problem's `type`; Omnisend publishes no registry, so None or unknown is normal.
    title, detail: Omnisend's words, to be shown and never decided on.
    request_id: Omnisend's trace id for its support.
    retry_after: seconds, only when the answer named a usable number.
    may_have_arrived: True when the request may have changed something at Omnisend.
    """

    _may_have_arrived = False

    def __init__(
        self,
        message: str = "",
        *,
        status: int | None = None,
        slug: str | None = None,
        title: str = "",
        detail: str = "",
        fields: tuple[FieldProblem, ...] = (),
        request_id: str | None = None,
        retry_after: float | None = None,
        may_have_arrived: bool | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.slug = slug
        self.title = title
        self.detail = detail
        self.fields = fields
        self.request_id = request_id
        self.retry_after = retry_after
        self.may_have_arrived = self._may_have_arrived if may_have_arrived is None else may_have_arrived

    def __str__(self) -> str:
        known = [str(part) for part in (self.status, self.slug) if part]
        words = self.args[0] if self.args and self.args[0] else self.detail or self.title
        name = " ".join([type(self).__name__, *known])
        return f"{name}: {words}" if words else name


class NotReached(OmnisendError):
    """No connection, or none in time: not one byte of the request was written."""


class NoAnswer(OmnisendError):
    """Cut off or out of time after writing began: nobody knows whether the request arrived."""

    _may_have_arrived = True


class Unreadable(OmnisendError):
    """An answer came and makes no sense (not JSON, the wrong shape, too large, endless paging)."""


class ServerTrouble(OmnisendError):
    """5xx, a redirect, or a status that says neither yes nor no."""


class Refused(OmnisendError):
    """A clear no (4xx): nothing was changed."""


class InvalidRequest(Refused):
    """400: see `fields`."""


class Unauthorized(Refused):
    """401: the token is missing, wrong, expired or revoked; the answer does not say which."""


class PaymentRequired(Refused):
    """402: the plan, the credits or the subscriber count do not cover it."""


class Forbidden(Refused):
    """403: the token lacks the call's scope."""


class NotFound(Refused):
    """404."""


class Conflict(Refused):
    """409: the right kind of thing in the wrong state; repeating the same request never helps."""


class Retired(Refused):
    """410: this version of the API has been switched off."""


class TooLarge(Refused):
    """413: the body is over 1 MB."""


class WrongKind(Refused):
    """422: this kind of campaign or channel cannot do that."""


class RateLimited(Refused):
    """429: see `retry_after`."""


class GrantRefused(Refused):
    """The authorisation server said no (RFC 6749 section 5.2): `error` is its code, e.g. invalid_grant."""

    def __init__(self, error: str, description: str = "", *, status: int | None = None) -> None:
        super().__init__(
            f"{error}: {description}" if description else error, status=status, detail=description
        )
        self.error = error
        self.description = description

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.error, self.description), self.__dict__)


REFUSALS: dict[int, type[Refused]] = {
    400: InvalidRequest,
    401: Unauthorized,
    402: PaymentRequired,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    410: Retired,
    413: TooLarge,
    422: WrongKind,
    429: RateLimited,
}
