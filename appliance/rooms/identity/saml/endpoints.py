"""The door of SAML."""

import asyncio

from appliance import config
from appliance.engines import saml
from appliance.engines.saml import Certificate, Refused
from appliance.kernel import clock
from appliance.kernel.access import ADMIN, OPERATOR, PUBLIC
from appliance.kernel.actor import Actor
from appliance.kernel.door import CALL, READ, WRITE, Door
from appliance.kernel.problem import Forbidden, NotFound, ReauthRequired, ValidationFailed
from appliance.kernel.rate import AUTH
from appliance.kernel.visit import Answer, Text, Visit
from appliance.rooms.identity.federation.events import FederatedSignInRefused, IdentityLinked
from appliance.rooms.identity.saml import actions, journey, provider, queries
from appliance.rooms.identity.saml.events import SamlAnswerRefused, SamlKeyMade, SamlKeyRemoved
from appliance.rooms.identity.saml.shapes import (
    AnswerForm,
    FinishAsk,
    LoginAsk,
    MetadataDraft,
    ProviderView,
    ServiceView,
    certificate_view,
)
from appliance.rooms.identity.sessions.events import SignedIn

door = Door("saml", about="Signing in by SAML")
_ENDINGS = (SignedIn, IdentityLinked, FederatedSignInRefused)
SETTINGS = provider.SAML.settings


@door.get("/auth/saml/metadata", access=PUBLIC, mode=READ)
def metadata() -> Text:
    """Read this appliance's service-provider metadata."""
    return Text(queries.metadata(), "application/samlmetadata+xml")


@door.get(
    "/auth/saml/login", access=PUBLIC, mode=CALL, status=303, statuses=[200], errors=[Forbidden],
    emits=[FederatedSignInRefused],
)  # fmt: skip
async def login(where: LoginAsk, *, visit: Visit) -> Answer[Text | None]:
    """Begin a sign-in: the browser is sent to the identity provider."""
    is_forced = where.value("fresh") == "1"
    return await journey.begun(where.value("connection"), where.value("next"), visit, is_forced=is_forced)


@door.post(
    "/auth/saml/acs", access=PUBLIC, mode=CALL, rate=AUTH, once=False, any_origin=True, status=303,
    errors=[Forbidden], emits=[*_ENDINGS, SamlAnswerRefused],
)  # fmt: skip
async def acs(form: AnswerForm, *, visit: Visit) -> Answer[None]:
    """Take the identity provider's answer, as the form that its page sends."""
    return await journey.answered(form, visit)


@door.get(
    "/auth/saml/finish", access=PUBLIC, mode=CALL, rate=AUTH, status=303, errors=[Forbidden], emits=_ENDINGS
)  # fmt: skip
async def finish(where: FinishAsk, *, visit: Visit) -> Answer[None]:
    """End a sign-in in the browser that began it, within a minute and once."""
    return await journey.finished(where.value("request") or "", where.value("ticket") or "", visit)


@door.get("/api/sso/saml", access=ADMIN, mode=READ)
def service(*, actor: Actor) -> ServiceView:
    """Read what an identity provider needs to know of this appliance."""
    return queries.service_view(actor)


@door.post("/api/sso/saml/metadata", access=ADMIN, mode=CALL, once=False, errors=[ValidationFailed])
async def read_metadata(draft: MetadataDraft) -> ProviderView:
    """Show what an identity provider's metadata say, before they are kept. Nothing is written."""
    try:
        found = await asyncio.to_thread(saml.provider_of, draft.metadata)
    except Refused as refused:
        raise ValidationFailed.of("metadata", refused.text, "unreadable") from None
    now = clock.now_ms()
    return ProviderView(
        entity_id=found.entity_id, redirect_url=found.redirect_url, post_url=found.post_url,
        certificates=[certificate_view(one, now) for one in found.certificates],
        wants_signed_requests=found.wants_signed_requests, valid_until=found.valid_until,
    )  # fmt: skip


async def _new_key() -> tuple[str, Certificate]:
    """A key pair, made off the loop and before the unit."""
    host = config.in_force().base_url.partition("://")[2]
    private_key, certificate = await asyncio.to_thread(saml.new_key_pair, host, clock.now_ms())
    return private_key, saml.certificate_of(certificate)


@door.post(
    "/api/sso/saml/key", access=OPERATOR, mode=WRITE, once=False, fresh=True, prepare=_new_key,
    errors=[Forbidden, ReauthRequired], emits=[SamlKeyMade],
)  # fmt: skip
def make_key(*, actor: Actor, prepared: tuple[str, Certificate]) -> ServiceView:
    """Make the key that signs requests and opens encrypted answers; the last one is void. Providers need the new."""
    actions.keep_key(*prepared)
    return queries.service_view(actor)


@door.delete(
    "/api/sso/saml/key", access=OPERATOR, mode=WRITE, fresh=True, errors=[Forbidden, ReauthRequired, NotFound],
    emits=[SamlKeyRemoved],
)  # fmt: skip
def remove_key() -> None:
    """Remove the key: requests are not signed any more, and encrypted answers cannot be read."""
    us = queries.service()
    if us.certificate is None:
        raise NotFound("There is no key")
    actions.remove_key(saml.certificate_of(us.certificate).fingerprint)
