"""The way of a sign-in: out to the provider, back with its answer, and in by the one door of federated sign-ins.

The answer comes as a form from another site, so browsers hold our SameSite=Lax cookie back from it. An answer that
comes without the cookie is judged and then parked for a minute, and the browser is sent to `/auth/saml/finish`: on that
navigation it does bring the cookie. So a sign-in begun in another browser is always refused, under http as under https,
and no cookie of ours is ever SameSite=None. Only what a provider sends unasked, where a connection allows that, cannot
be bound to a browser.
"""

import asyncio

from appliance.engines import saml
from appliance.engines.asserted import Asserted
from appliance.engines.saml import Expected, Refused, Told
from appliance.kernel import clock, crypt
from appliance.kernel.visit import Answer, Cookie, Text, Visit
from appliance.rooms.identity import federation, signin
from appliance.rooms.identity.federation import Connection, NotLetIn, ProviderKind
from appliance.rooms.identity.saml import actions, queries
from appliance.rooms.identity.saml.actions import Sent
from appliance.rooms.identity.saml.shapes import AnswerForm, Binding
from appliance.rooms.identity.saml.tables import Begun
from appliance.store.database import read, write

_REASONS = {"status": "denied", "request": "not_ours"}
_HOME = "/"
_COOKIE = "appliance_saml_"
_COOKIE_SECONDS = actions.REQUEST_MS // clock.SECOND


class NotBelieved(NotLetIn):
    """An answer that breaks a rule. Programs are told which one; the page says one sentence."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(_REASONS.get(refused.check, "not_proven"), inner=refused.check)
        self.check = refused.check
        self.text = refused.text
        self.details = {"reason": self.reason, "check": refused.check}


async def begun(connection_id: str | None, then: str | None, visit: Visit, *, is_forced: bool) -> Answer[Text | None]:
    """Send the browser to the provider, `is_forced` for a sign-in anew."""
    try:
        sent = await write(actions.begin, connection_id or "", signin.safe_next(then))
    except NotLetIn as refusal:
        answer = await signin.refused(refusal, None, visit)
        return Answer(None, status=answer.status, location=answer.location)
    service = await read(queries.service)
    return await asyncio.to_thread(_leaving, sent, service, is_forced=is_forced)


def _leaving(sent: Sent, service: saml.Service, *, is_forced: bool) -> Answer[Text | None]:
    agreed = queries.settings_of(sent.connection)
    asked = saml.question(
        id=sent.request_id, destination=agreed.destination, issued_at=clock.now_ms(), relay_state=sent.relay_state,
        name_id_format=agreed.name_id_format, is_forced=is_forced or agreed.force_authn,
    )  # fmt: skip
    cookies = (Cookie(_cookie_name(sent.request_id), sent.browser_secret, max_age=_COOKIE_SECONDS),)
    if agreed.binding is Binding.REDIRECT:
        return Answer(None, status=303, cookies=cookies, location=saml.redirect_url(asked, service))
    page, script_hash = saml.post_form(asked, service)
    # no origin behind form-action: browsers hold it against the provider's own redirects too
    policy = (
        f"default-src 'none'; script-src '{script_hash}'; form-action http: https:; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    text = Text(page, "text/html; charset=utf-8", {"content-security-policy": policy})
    return Answer(text, status=200, cookies=cookies)


async def answered(form: AnswerForm, visit: Visit) -> Answer[None]:
    """Judge a provider's answer: let the person in, or say why not."""
    connection: Connection | None = None
    try:
        raw, row, connection = await _found(form)
        told, said = await _believed(raw, row, connection)
        await write(actions.use_up, told, row.id if row else None)
        if row is None:
            return await signin.ended(connection, said, visit)
        return await _bound(row, connection, said, visit)
    except NotLetIn as refusal:
        await write(actions.note_refusal, connection, getattr(refusal, "check", refusal.reason))
        return await signin.refused(refusal, connection, visit)


async def _found(form: AnswerForm) -> tuple[bytes, Begun | None, Connection]:
    """The message, the request that it answers and the connection. Strangers' XML is read only where SAML is in use."""
    if not await read(federation.enabled, ProviderKind.SAML):
        raise NotLetIn("not_configured")
    try:
        raw = saml.from_base64(form.response)
        issuer, request_id = await asyncio.to_thread(saml.peek, raw)
    except Refused as refused:
        raise NotBelieved(refused) from None
    row = await read(queries.awaited, form.relay_state, request_id)
    if row is None:
        return raw, None, await read(queries.by_issuer, issuer)
    return raw, row, await read(federation.connection, ProviderKind.SAML, row.connection_id)


async def _believed(raw: bytes, row: Begun | None, connection: Connection) -> tuple[Told, Asserted]:
    expected = await read(queries.expected, connection, row.request_id if row else None)
    try:
        return await asyncio.to_thread(_judged, raw, expected, dict(connection.settings))
    except Refused as refused:
        raise NotBelieved(refused) from None


def _judged(raw: bytes, expected: Expected, settings: dict[str, object]) -> tuple[Told, Asserted]:
    told = saml.verify(raw, expected)
    return told, saml.asserted(told, settings)


async def _bound(row: Begun, connection: Connection, said: Asserted, visit: Visit) -> Answer[None]:
    """In the browser that began: in. Where the cookie was held back: once around, to get it."""
    secret = visit.cookie(_cookie_name(row.request_id))
    if secret is None:
        ticket = await write(actions.park, row.id, said)
        return Answer(None, status=303, location=f"/auth/saml/finish?request={row.request_id}&ticket={ticket}")
    if not crypt.same(crypt.digest(secret), row.browser_hash):
        raise NotLetIn("not_ours")
    return _forgetting(await signin.ended(connection, said, visit, row.then or _HOME), row.request_id)


async def finished(request_id: str, ticket: str, visit: Visit) -> Answer[None]:
    """The second step: the same browser, now with its cookie."""
    try:
        connection, said, then = await write(actions.take, ticket, visit.cookie(_cookie_name(request_id)))
    except NotLetIn as refusal:
        return await signin.refused(refusal, None, visit)
    return _forgetting(await signin.ended(connection, said, visit, then or _HOME), request_id)


def _forgetting(answer: Answer[None], request_id: str) -> Answer[None]:
    cookies = (*answer.cookies, Cookie(_cookie_name(request_id), ""))
    return Answer(None, status=answer.status, cookies=cookies, location=answer.location)


def _cookie_name(request_id: str) -> str:
    """One for each request, so that two windows do not take each other's away."""
    return _COOKIE + request_id[1:13]
