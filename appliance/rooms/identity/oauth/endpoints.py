"""The door of signing in at a provider: going there, and coming back."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from appliance.engines.oauth import OAuthFailed
from appliance.kernel.access import PUBLIC
from appliance.kernel.door import CALL, Door
from appliance.kernel.problem import Forbidden
from appliance.kernel.rate import AUTH
from appliance.kernel.visit import Answer, Visit
from appliance.rooms.identity import federation, signin
from appliance.rooms.identity.factors.events import SecondStepAsked
from appliance.rooms.identity.federation import Connection, NotLetIn, ProviderKind
from appliance.rooms.identity.federation.events import FederatedSignInRefused, IdentityLinked
from appliance.rooms.identity.oauth import flows
from appliance.rooms.identity.oauth.dialects import dialects, redirect_uri, talk
from appliance.rooms.identity.oauth.flows import Flow
from appliance.rooms.identity.sessions.events import SignedIn
from appliance.rooms.identity.users.events import UserChanged, UserCreated
from appliance.store.database import read, write

door = Door("oauth", about="Signing in with OAuth 2 and OpenID Connect")
_LONGEST_CODE = 4096
_NAMES = {
    ProviderKind.GOOGLE: "Google", ProviderKind.MICROSOFT: "Microsoft", ProviderKind.GITHUB: "GitHub",
    ProviderKind.NEXTCLOUD: "Nextcloud", ProviderKind.OIDC: "an OpenID provider",
}  # fmt: skip


async def _depart(kind: ProviderKind, visit: Visit) -> Answer[None]:
    """To the provider, with a flow in this browser."""
    connection: Connection | None = None
    try:
        connection = await read(federation.connection, kind, visit.query.get("connection", ""))
        dialect, talking = dialects[kind], talk(connection)
        flow = Flow(
            kind=kind, connection_id=connection.id, issuer=dialect.issuer(talking.settings),
            redirect_uri=redirect_uri(kind), then=signin.safe_next(visit.query.get("next")),
            fresh=visit.query.get("fresh") == "1",
        )  # fmt: skip
        try:
            address = await dialect.begin(talking, flow)
        finally:
            await talking.http.aclose()
    except OAuthFailed as failure:
        return await signin.refused(NotLetIn(failure.reason, inner=str(failure)), connection, visit)
    except NotLetIn as refusal:
        return await signin.refused(refusal, connection, visit)
    return Answer(None, status=303, cookies=(flows.kept(flow),), location=address)


async def _return(kind: ProviderKind, visit: Visit) -> Answer[None]:
    """Back from the provider. The flow is used up before anything is asked; then nothing but proof lets in."""
    try:
        flow = flows.begun(kind, visit)
    except NotLetIn as refusal:
        return await signin.refused(refusal, None, visit)
    answer = await _returned(kind, flow, visit)
    return replace(answer, cookies=(*answer.cookies, flows.over(flow)))


async def _returned(kind: ProviderKind, flow: Flow, visit: Visit) -> Answer[None]:
    connection: Connection | None = None
    try:
        connection = await read(federation.connection, kind, flow.connection_id)
        await write(federation.spend, flow.state, flow.expires_at)
        dialect, talking = dialects[kind], talk(connection)
        _require_answer(flow, dialect.issuer(talking.settings), visit)
        try:
            said = await dialect.finish(talking, flow, visit.query)
        finally:
            await talking.http.aclose()
    except OAuthFailed as failure:
        return await signin.refused(NotLetIn(failure.reason, inner=str(failure)), connection, visit)
    except NotLetIn as refusal:
        return await signin.refused(refusal, connection, visit)
    return await signin.ended(connection, said, visit, flow.then)


def _require_answer(flow: Flow, issuer: str, visit: Visit) -> None:
    if flow.issuer != issuer or flow.redirect_uri != redirect_uri(ProviderKind(flow.kind)):
        raise NotLetIn("not_ours", inner="the connection was changed meanwhile")
    if "error" in visit.query:
        raise NotLetIn("denied", inner=visit.query["error"][:80])
    if not 0 < len(visit.query.get("code", "")) <= _LONGEST_CODE:
        raise NotLetIn("provider", inner="there is no code")


def _declare(kind: ProviderKind) -> None:
    def named(
        step: Callable[[ProviderKind, Visit], Awaitable[Answer[None]]], name: str, about: str
    ) -> Callable[..., object]:
        async def endpoint(*, visit: Visit) -> Answer[None]:
            return await step(kind, visit)

        endpoint.__name__, endpoint.__doc__ = f"{kind}_{name}", about
        return endpoint

    door.get(
        f"/auth/{kind}/login", access=PUBLIC, mode=CALL, rate=AUTH, status=303, errors=[Forbidden],
        emits=[FederatedSignInRefused],
    )(named(_depart, "login", f"Sign in with {_NAMES[kind]}: sends the browser there."))  # fmt: skip
    door.get(
        f"/auth/{kind}/callback", access=PUBLIC, mode=CALL, rate=AUTH, status=303, errors=[Forbidden],
        emits=[SignedIn, FederatedSignInRefused, IdentityLinked, UserCreated, UserChanged, SecondStepAsked],
    )(named(_return, "callback", f"Come back from {_NAMES[kind]}: signs in and goes on to the page."))  # fmt: skip


for _kind in _NAMES:
    _declare(_kind)
