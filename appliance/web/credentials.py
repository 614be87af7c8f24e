"""Which credential a request presents, and who that is. Never identity from any other header."""

from typing import Any, Protocol

from appliance.config import Config
from appliance.kernel import clock, crypt
from appliance.kernel.actor import NOBODY, Actor, Credential
from appliance.kernel.problem import BadRequest, Unauthorized
from appliance.kernel.room import Authenticator, Presented, RawReader
from appliance.web.headers import Caller

SESSION_COOKIE = "appliance_session"
_SECURE_PREFIX = "__Host-"
_PREFIXES = {
    "apl_pat_": Credential.PAT,
    "apl_key_": Credential.KEY,
    "apl_svc_": Credential.SERVICE,
    "apl_bot_": Credential.BOT,
    "apl_dep_": Credential.DEPLOY,
}
_IN_API_KEY_HEADER = (Credential.KEY, Credential.SERVICE)
_JWT_START = "eyJ"
_PREFIX_LENGTH = 8
_INTERNAL = Actor(id="internal", org_id="", kind="system", credential=Credential.INTERNAL, credential_id="internal")


class Headers(Protocol):
    """What is asked of a request's headers."""

    def get(self, name: str, default: Any = None) -> Any: ...
    def getall(self, name: str, default: Any = None) -> Any: ...


def cookie_name(name: str, *, is_secure: bool) -> str:
    """The name on the wire: under https a browser keeps `__Host-` cookies to this host and to TLS."""
    return _SECURE_PREFIX + name if is_secure else name


class Credentials:
    """Reads what is presented and asks the authenticator of its kind."""

    def __init__(self, authenticators: dict[Credential, Authenticator], config: Config) -> None:
        self._authenticators = authenticators
        self._internal = config.internal_api_secret

    def resolve(self, headers: Headers, caller: Caller, raw: RawReader) -> tuple[Actor, bool]:
        """The actor, and whether a cookie brought it. Unauthorized for what is presented and does not hold."""
        secret, is_key_header = _in_headers(headers)
        if secret is not None:
            return self._ask(_kind(secret, is_key_header=is_key_header), secret, caller, raw), False
        cookie = _cookie(headers.get("cookie", ""), cookie_name(SESSION_COOKIE, is_secure=caller.is_secure))
        if not cookie:
            return NOBODY, False
        return self._ask(Credential.SESSION, cookie, caller, raw), True

    def _ask(self, kind: Credential, secret: str, caller: Caller, raw: RawReader) -> Actor:
        if kind is Credential.NONE:
            if self._internal and crypt.same(secret, self._internal):
                return _INTERNAL
            raise Unauthorized("invalid")
        authenticator = self._authenticators.get(kind)
        if authenticator is None:
            raise Unauthorized("invalid")
        return authenticator.resolve(raw, Presented(kind, secret, caller.address, clock.now_ms()))


def _in_headers(headers: Headers) -> tuple[str | None, bool]:
    given = headers.get("authorization")
    key = headers.get("x-api-key")
    if given is None and key is None:
        return None, False
    if len(headers.getall("authorization", ())) > 1 or len(headers.getall("x-api-key", ())) > 1:
        raise BadRequest("One credential at a time")
    if given is None:
        return key.strip(), True
    scheme, _, bearer = given.strip().partition(" ")
    bearer = bearer.strip()
    if key is not None and (scheme.lower() != "bearer" or bearer != key.strip()):
        raise BadRequest("Authorization and X-API-Key differ")
    if scheme.lower() != "bearer" or not bearer:
        raise Unauthorized("invalid")
    return bearer, False


def _kind(secret: str, *, is_key_header: bool) -> Credential:
    kind = _PREFIXES.get(secret[:_PREFIX_LENGTH])
    if kind is None and secret.startswith(_JWT_START):
        kind = Credential.JWT
    if is_key_header and kind not in _IN_API_KEY_HEADER:
        raise Unauthorized("invalid")
    return kind or Credential.NONE


def _cookie(header: str, name: str) -> str | None:
    for part in header.split(";"):
        key, _, value = part.strip().partition("=")
        if key == name:
            return value.strip('"')
    return None
