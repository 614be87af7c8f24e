"""The authorisation-code flow (RFC 6749) with PKCE (RFC 7636), S256 alone, as a client.

Everything passes the egress door, every wait and every size has a limit; what a server says is checked, then believed.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote, urlencode, urlsplit

import orjson

from appliance.engines.http import Call, Http, HttpFailed, Limits

LIMITS = Limits(connect=5.0, head=10.0, read=10.0, total=20.0, body=512 * 1024)
_VERIFIER_BYTES = 48
_OK = 200
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_FORM = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}

Reason = Literal["provider", "not_proven"]


class OAuthFailed(Exception):
    """`provider`: no answer, or none that can be used; `not_proven`: an answer whose proof does not hold."""

    def __init__(self, reason: Reason, inner: str) -> None:
        super().__init__(inner)
        self.reason: Reason = reason


@dataclass(frozen=True, slots=True)
class Client:
    """Who we are at one authorisation server."""

    id: str
    secret: str = ""
    redirect_uri: str = ""
    auth: Literal["basic", "post"] = "basic"


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a code was exchanged for."""

    access: str
    id: str | None
    said: Mapping[str, Any]


def new_secret() -> str:
    """A verifier, state or nonce: 384 random bits, 64 characters."""
    return secrets.token_urlsafe(_VERIFIER_BYTES)


def challenge(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636, 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def is_safe_url(url: str) -> bool:
    """Whether an address may carry secrets: https, or http to this very machine; no user, no fragment."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 -- raises for what is no port
    except ValueError:
        return False
    is_plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url
    if not is_plain or not parts.hostname or "@" in parts.netloc or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


def authorisation_url(endpoint: str, client: Client, **parameters: str) -> str:
    """Where the browser is sent to."""
    known = {"response_type": "code", "client_id": client.id, "redirect_uri": client.redirect_uri}
    joint = "&" if urlsplit(endpoint).query else "?"
    return endpoint + joint + urlencode(known | {name: value for name, value in parameters.items() if value})


async def exchange(http: Http, endpoint: str, client: Client, code: str, verifier: str) -> Tokens:
    """Exchange a code for tokens; OAuthFailed when the server does not give any."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": client.redirect_uri}
    form["code_verifier"] = verifier
    headers = dict(_FORM)
    if client.secret and client.auth == "basic":  # RFC 6749, 2.3.1: both parts are encoded before they are joined
        pair = f"{quote(client.id, safe='')}:{quote(client.secret, safe='')}"
        headers["authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    else:
        form["client_id"] = client.id
        if client.secret:
            form["client_secret"] = client.secret
    said = await asked(http, Call("POST", endpoint, headers, urlencode(form).encode()))
    access, id_token = said.get("access_token"), said.get("id_token")
    if not isinstance(access, str) or not access or str(said.get("token_type", "bearer")).lower() != "bearer":
        raise OAuthFailed("provider", "the token endpoint gave no bearer token")
    return Tokens(access, id_token if isinstance(id_token, str) else None, said)


async def read(http: Http, url: str, access: str, **headers: str) -> Any:
    """What a resource says to the bearer of a token."""
    sent = {"authorization": f"Bearer {access}", "accept": "application/json"} | headers
    return await fetched(http, Call("GET", url, sent))


async def asked(http: Http, call: Call) -> dict[str, Any]:
    """The JSON object that answers a request; an error in it is a failure whatever its status."""
    said = await fetched(http, call)
    if not isinstance(said, dict):
        raise OAuthFailed("provider", "the answer is no object")
    if said.get("error"):
        raise OAuthFailed("provider", f"the server refused: {str(said['error'])[:80]!r}")
    return said


async def fetched(http: Http, call: Call) -> Any:
    """The JSON that answers a request. Redirects are not followed: an endpoint is where it was said to be."""
    try:
        reply = await http.fetch(call)
    except HttpFailed as failure:
        raise OAuthFailed("provider", f"{failure.kind}: {failure}") from failure
    try:
        said = orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        raise OAuthFailed("provider", f"status {reply.status} without JSON") from None
    if reply.status != _OK:
        reason = said.get("error") if isinstance(said, dict) else ""
        raise OAuthFailed("provider", f"status {reply.status} {str(reason or '')[:80]!r}")
    return said
