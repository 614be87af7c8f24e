"""OpenID Connect: any provider by its issuer, Google, and Microsoft."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from appliance.engines import idtoken, oauth, openid
from appliance.engines.asserted import Asserted
from appliance.engines.idtoken import Expected
from appliance.engines.oauth import OAuthFailed
from appliance.engines.openid import Metadata
from appliance.kernel import clock
from appliance.rooms.identity.federation import Finding, ProviderKind, values
from appliance.rooms.identity.oauth.dialects import Dialect, Talk
from appliance.rooms.identity.oauth.flows import Flow
from appliance.rooms.identity.oauth.shapes import GoogleSettings, MicrosoftSettings, OpenIdSettings

_EVERY_TENANT = frozenset({"common", "organizations", "consumers"})
_TENANT = "{tenantid}"
_TENANT_ID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_USUAL = ["openid", "profile", "email"]
_AGAIN = {"prompt": "login", "max_age": "0"}
_SKEW_SECONDS = 60


def issuer_of(settings: OpenIdSettings | GoogleSettings | MicrosoftSettings) -> str:
    """Where the discovery document lies, which names this issuer."""
    if isinstance(settings, MicrosoftSettings):
        return f"{settings.address}/{settings.tenant}/v2.0"
    return settings.issuer


def _addresses(settings: Any) -> list[str]:
    return [issuer_of(settings), *settings.hosts]


async def _metadata(talk: Talk[Any]) -> Metadata:
    settings = talk.settings
    also = _named_alike(settings) if isinstance(settings, MicrosoftSettings) else None
    return await openid.discovered(talk.http, talk.feature, issuer_of(settings), also=also)


def _named_alike(settings: MicrosoftSettings) -> re.Pattern[str] | None:
    """Entra names tenants by their id whatever they are asked by, and every tenant by a placeholder."""
    if re.fullmatch(_TENANT_ID, settings.tenant):
        return None
    alike = f"{_TENANT_ID}|{re.escape(_TENANT)}" if settings.tenant in _EVERY_TENANT else _TENANT_ID
    return re.compile(f"{re.escape(settings.address)}/(?:{alike})/v2\\.0")


async def begin(talk: Talk[Any], flow: Flow) -> str:
    """The provider's page for signing in, with state, nonce and challenge."""
    metadata = await _metadata(talk)
    return oauth.authorisation_url(
        metadata.authorization_endpoint, talk.client, scope=" ".join(getattr(talk.settings, "scopes", _USUAL)),
        state=flow.state, nonce=flow.nonce, code_challenge=oauth.challenge(flow.verifier), code_challenge_method="S256",
        hd=getattr(talk.settings, "hosted_domain", None) or "", **(_AGAIN if flow.fresh else {}),
    )  # fmt: skip


async def finish(talk: Talk[Any], flow: Flow, query: Mapping[str, str]) -> Asserted:
    """Exchange the code, verify the ID token, and ask for what else the provider says of this very person."""
    metadata = await _metadata(talk)
    if query.get("iss", metadata.issuer if not metadata.says_iss else "") != metadata.issuer:  # RFC 9207
        raise OAuthFailed("not_proven", "another issuer answered")
    client = replace(talk.client, auth="post" if metadata.uses_post else "basic")
    tokens = await oauth.exchange(talk.http, metadata.token_endpoint, client, query["code"], flow.verifier)
    if tokens.id is None:
        raise OAuthFailed("not_proven", "there is no ID token")
    _, kid = idtoken.header_of(tokens.id)
    keys = await openid.keys(talk.http, talk.feature, metadata.jwks_uri, wanted=kid)
    expected = Expected(_issuer(metadata, tokens.id), talk.client.id, flow.nonce, tokens.access)
    claims = idtoken.verified(tokens.id, keys, expected)
    _require_domain(talk.settings, claims)
    _require_fresh(talk, flow, claims)
    if metadata.userinfo_endpoint and getattr(talk.settings, "userinfo", True):
        claims = await _with_userinfo(talk, metadata.userinfo_endpoint, tokens.access, claims)
    return read(talk.settings, claims)


def _issuer(metadata: Metadata, token: str) -> str:
    """The issuer that the token has to name; where every tenant is let in, with the tenant that it names."""
    if _TENANT not in metadata.issuer:
        return metadata.issuer
    from_token = idtoken.unproven(token).get("tid")
    if not isinstance(from_token, str) or not re.fullmatch(_TENANT_ID, from_token):
        raise OAuthFailed("not_proven", "the ID token names no tenant")
    return metadata.issuer.replace(_TENANT, from_token)  # which the verification then holds the token to


def _require_fresh(talk: Talk[Any], flow: Flow, claims: Mapping[str, Any]) -> None:
    """Hold a provider that was asked for a new sign-in to its time (OpenID Connect Core, 3.1.2.1).

    Google and Microsoft leave the time out unless they are set up to say it; what they do say is held against them.
    """
    if not flow.fresh:
        return
    said = claims.get("auth_time")
    if said is None and talk.connection.kind is not ProviderKind.OIDC:
        return
    if not isinstance(said, int) or said < flow.begun_at // clock.SECOND - _SKEW_SECONDS:
        raise OAuthFailed("not_proven", "the provider did not ask for a new sign-in")


def _require_domain(settings: Any, claims: Mapping[str, Any]) -> None:
    wanted = getattr(settings, "hosted_domain", None)
    if wanted and str(claims.get("hd", "")).casefold() != wanted.casefold():
        raise OAuthFailed("not_proven", "the account is of another domain")


async def _with_userinfo(talk: Talk[Any], url: str, access: str, claims: dict[str, Any]) -> dict[str, Any]:
    said = await oauth.read(talk.http, url, access)
    if not isinstance(said, dict) or said.get("sub") != claims["sub"]:
        raise OAuthFailed("not_proven", "the user info is somebody else's")
    if "email" in claims:  # whether it is proven is said by whoever says the address
        said = {name: value for name, value in said.items() if name not in {"email", "email_verified", "xms_edov"}}
    return said | claims


def read(settings: OpenIdSettings | GoogleSettings | MicrosoftSettings, claims: Mapping[str, Any]) -> Asserted:
    """What claims say. ValueError without issuer and subject."""
    issuer, subject = claims.get("iss", issuer_of(settings)), claims.get("sub")
    if not isinstance(issuer, str) or not isinstance(subject, str) or not subject:
        raise ValueError("iss and sub are wanted")
    email, name, groups = claims.get("email"), claims.get("name") or claims.get("preferred_username"), None
    if isinstance(claims.get("groups"), list):
        groups = values(claims, "groups")
    return Asserted(
        issuer, subject, email if isinstance(email, str) else None, _is_proven(settings, claims),
        name if isinstance(name, str) else None, groups, claims,
    )  # fmt: skip


def _is_proven(settings: Any, claims: Mapping[str, Any]) -> bool:
    """Entra lets administrators of any tenant write any address: only `xms_edov` says that the domain is theirs."""
    if isinstance(settings, MicrosoftSettings):
        return claims.get("xms_edov") in (True, 1, "1", "true")
    return claims.get("email_verified") in (True, "true")


async def probe(talk: Talk[Any]) -> Sequence[Finding]:
    """Discovery, then keys."""
    openid.cache.forget(talk.feature)
    try:
        metadata = await _metadata(talk)
    except OAuthFailed as failure:
        return [Finding("discovery", is_well=False, detail=str(failure))]
    found = [Finding("discovery", is_well=True, detail=metadata.issuer)]
    try:
        keys = await openid.keys(talk.http, talk.feature, metadata.jwks_uri)
    except OAuthFailed as failure:
        return [*found, Finding("keys", is_well=False, detail=str(failure))]
    return [*found, Finding("keys", is_well=bool(keys), detail=str(len(keys)))]


OIDC = Dialect(
    ProviderKind.OIDC, OpenIdSettings, issuer_of, _addresses, begin, finish, probe, read, lambda _: False
)  # fmt: skip
GOOGLE = Dialect(
    ProviderKind.GOOGLE, GoogleSettings, issuer_of, _addresses, begin, finish, probe, read,
    lambda settings: not settings.hosted_domain,
)  # fmt: skip
MICROSOFT = Dialect(
    ProviderKind.MICROSOFT, MicrosoftSettings, issuer_of, _addresses, begin, finish, probe, read,
    lambda settings: settings.tenant in _EVERY_TENANT,
)  # fmt: skip
