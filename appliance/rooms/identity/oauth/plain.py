"""OAuth 2 without OpenID: GitHub and Nextcloud, whose own resources say who somebody is."""

from collections.abc import Mapping, Sequence
from typing import Any

from appliance.engines import oauth
from appliance.engines.asserted import Asserted
from appliance.engines.http import Call
from appliance.engines.oauth import OAuthFailed
from appliance.rooms.identity.federation import Finding, ProviderKind
from appliance.rooms.identity.oauth.dialects import Dialect, Talk
from appliance.rooms.identity.oauth.flows import Flow
from appliance.rooms.identity.oauth.shapes import GitHubSettings, NextcloudSettings

_ACCOUNT = "/ocs/v2.php/cloud/user?format=json"
_STATUS = "/status.php"


def _number(value: Any) -> str:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _named(issuer: str, query: Mapping[str, str]) -> None:
    if query.get("iss", issuer) != issuer:
        raise OAuthFailed("not_proven", "another issuer answered")


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


async def _github_begin(talk: Talk[GitHubSettings], flow: Flow) -> str:
    scope = "read:user user:email" + (" read:org" if _reads_orgs(talk.settings) else "")
    return oauth.authorisation_url(
        f"{talk.settings.address}/login/oauth/authorize", talk.client, scope=scope, state=flow.state,
        code_challenge=oauth.challenge(flow.verifier), code_challenge_method="S256",
    )  # fmt: skip


def _reads_orgs(settings: GitHubSettings) -> bool:
    return settings.reads_groups or settings.organisation is not None


async def _github_finish(talk: Talk[GitHubSettings], flow: Flow, query: Mapping[str, str]) -> Asserted:
    settings = talk.settings
    _named(settings.address, query)
    endpoint = f"{settings.address}/login/oauth/access_token"
    client = oauth.Client(talk.client.id, talk.client.secret, talk.client.redirect_uri, "post")
    tokens = await oauth.exchange(talk.http, endpoint, client, query["code"], flow.verifier)
    claims = await oauth.read(talk.http, f"{settings.api}/user", tokens.access)
    if not isinstance(claims, dict):
        raise OAuthFailed("provider", "the account is no object")
    claims["emails"] = await oauth.read(talk.http, f"{settings.api}/user/emails", tokens.access)
    if _reads_orgs(settings):
        claims["groups"] = _logins(await oauth.read(talk.http, f"{settings.api}/user/orgs?per_page=100", tokens.access))
    if settings.organisation and settings.organisation.casefold() not in {one.casefold() for one in claims["groups"]}:
        raise OAuthFailed("not_proven", "the account is no member of the organisation")
    try:
        return _github_read(settings, claims)
    except ValueError as wrong:
        raise OAuthFailed("provider", str(wrong)) from None


def _logins(said: Any) -> list[str]:
    return (
        [one["login"] for one in said if isinstance(one, dict) and _text(one.get("login"))]
        if isinstance(said, list)
        else []
    )


def _github_read(settings: GitHubSettings, claims: Mapping[str, Any]) -> Asserted:
    """The primary address counts, and only when GitHub verified it; the one on the profile proves nothing."""
    if not (subject := _number(claims.get("id"))):
        raise ValueError("id is wanted")
    listed = claims.get("emails")
    emails = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    primary: Mapping[str, Any] = next((one for one in emails if one.get("primary") is True), {})
    groups = claims.get("groups")
    return Asserted(
        settings.api, subject, _text(primary.get("email")), primary.get("verified") is True,
        _text(claims.get("name")) or _text(claims.get("login")), tuple(groups) if isinstance(groups, list) else None,
        claims,
    )  # fmt: skip


async def _github_probe(talk: Talk[GitHubSettings]) -> Sequence[Finding]:
    """The API answers to everybody at its root."""
    return [await _asked("api", talk, f"{talk.settings.api}/meta")]


async def _asked(step: str, talk: Talk[Any], url: str) -> Finding:
    try:
        await oauth.asked(talk.http, Call("GET", url, {"accept": "application/json"}))
    except OAuthFailed as failure:
        return Finding(step, is_well=False, detail=str(failure))
    return Finding(step, is_well=True, detail=url)


def _nextcloud(settings: NextcloudSettings, path: str) -> str:
    return "/".join(part for part in (settings.address, settings.rewrite, path) if part)


async def _nextcloud_begin(talk: Talk[NextcloudSettings], flow: Flow) -> str:
    return oauth.authorisation_url(
        _nextcloud(talk.settings, "apps/oauth2/authorize"), talk.client, state=flow.state,
        code_challenge=oauth.challenge(flow.verifier), code_challenge_method="S256",
    )  # fmt: skip


async def _nextcloud_finish(talk: Talk[NextcloudSettings], flow: Flow, query: Mapping[str, str]) -> Asserted:
    _named(talk.settings.address, query)
    endpoint = _nextcloud(talk.settings, "apps/oauth2/api/v1/token")
    tokens = await oauth.exchange(talk.http, endpoint, talk.client, query["code"], flow.verifier)
    said = await oauth.read(talk.http, talk.settings.address + _ACCOUNT, tokens.access, **{"ocs-apirequest": "true"})
    try:
        return _nextcloud_read(talk.settings, said)
    except ValueError as wrong:
        raise OAuthFailed("provider", str(wrong)) from None


def _nextcloud_read(settings: NextcloudSettings, claims: Mapping[str, Any]) -> Asserted:
    """An account of the provisioning interface. People write their addresses there themselves: they prove nothing."""
    ocs = claims.get("ocs") if isinstance(claims, Mapping) else None
    data = ocs.get("data") if isinstance(ocs, Mapping) else claims
    if not isinstance(data, Mapping) or not (subject := _text(data.get("id"))):
        raise ValueError("id is wanted")
    groups = data.get("groups")
    return Asserted(
        settings.address, subject, _text(data.get("email")), email_verified=False,
        name=_text(data.get("displayname")) or _text(data.get("display-name")) or subject,
        groups=tuple(one for one in groups if _text(one)) if isinstance(groups, list) else None, claims=data,
    )  # fmt: skip


async def _nextcloud_probe(talk: Talk[NextcloudSettings]) -> Sequence[Finding]:
    return [await _asked("status", talk, talk.settings.address + _STATUS)]


GITHUB = Dialect(
    ProviderKind.GITHUB, GitHubSettings, lambda settings: settings.api,
    lambda settings: [settings.address, settings.api], _github_begin, _github_finish, _github_probe, _github_read,
    lambda settings: settings.organisation is None and settings.address == "https://github.com",
)  # fmt: skip
NEXTCLOUD = Dialect(
    ProviderKind.NEXTCLOUD, NextcloudSettings, lambda settings: settings.address, lambda settings: [settings.address],
    _nextcloud_begin, _nextcloud_finish, _nextcloud_probe, _nextcloud_read, lambda _: False,
)  # fmt: skip
