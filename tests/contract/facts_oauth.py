"""OAuth as Omnisend runs it (Omnisend documentation, OAuth; RFC 6749, RFC 7009, RFC 7636)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Endpoint:
    """A path under the application's host, with the parameters it must and may receive."""

    method: str
    path: str
    required: frozenset[str]
    optional: frozenset[str] = frozenset()


CLIENT_IN_BODY = frozenset({"client_id", "client_secret"})

AUTHORIZE = Endpoint(
    "GET",
    "/oauth2/authorize",
    frozenset({"response_type", "client_id", "redirect_uri", "scope", "state"}),
    frozenset({"code_challenge", "code_challenge_method"}),
)
EXCHANGE = Endpoint(
    "POST",
    "/oauth2/token",
    frozenset({"grant_type", "code", "redirect_uri"}),
    CLIENT_IN_BODY | {"code_verifier"},
)
REFRESH = Endpoint(
    "POST", "/oauth2/token", frozenset({"grant_type", "refresh_token"}), CLIENT_IN_BODY | {"scope"}
)
REVOKE = Endpoint("POST", "/oauth2/revoke", frozenset({"token"}), CLIENT_IN_BODY | {"token_type_hint"})

FORM = "application/x-www-form-urlencoded"
RESPONSE_TYPE = "code"
CHALLENGE_METHOD = "S256"
GRANT_TYPES = {"exchange": "authorization_code", "refresh": "refresh_token"}
TOKEN_FIELDS = frozenset({"access_token", "token_type", "scope"})
TOKEN_MAYBE = frozenset({"refresh_token", "expires_in"})
# The documentation's example lifetime, longer than 32 bits and than any date: it never ends.
ENDLESS = 9223372036
ERRORS = frozenset(
    {
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
    }
)
REFUSED_BY_MERCHANT = "access_denied"
