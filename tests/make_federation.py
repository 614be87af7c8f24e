"""Makes connections, Nextclouds and a key for SAML. As in make.py, every text says CANARY."""

import base64
import functools
from typing import Any

from appliance.engines import saml
from appliance.kernel import clock, current
from appliance.kernel.actor import Actor
from appliance.rooms.identity.connector import people as nextclouds
from appliance.rooms.identity.connector.tables import Instance
from appliance.rooms.identity.consents.tables import Consent
from appliance.rooms.identity.federation import Connection
from appliance.rooms.identity.federation import actions as federation
from appliance.rooms.identity.federation.shapes import ConnectionDraft
from appliance.rooms.identity.saml import actions as saml_room
from appliance.store import opened
from tests.make import CANARY, name_of, numbers

APP_SECRET = "the secret of AppAPI"
"""What the derived suites' house shares with its Nextcloud."""


def app_api(uid: str = "") -> dict[str, str]:
    """The headers with which AppAPI speaks, for somebody or for itself."""
    return {
        "Authorization-App-Api": base64.b64encode(f"{uid}:{APP_SECRET}".encode()).decode(),
        "Ex-App-Id": "appliance",
    }


def instance(by: Actor) -> Instance:
    """A connected Nextcloud of somebody's organisation."""
    number = next(numbers)
    return Instance.add(
        org_id=by.org_id, instance_id=f"oc{number}", name=name_of("Cloud"), url=f"https://cloud{number}.example.com",
        release="33", sealed=opened().keys.seal(b"key", f"connector-key oc{number}"),
    )  # fmt: skip


def connected(by: Actor) -> dict[str, str]:
    """A Nextcloud that knows Alice and is connected through AppAPI; the headers with which it speaks for her."""
    found = instance(by)
    found.change(is_app_api=True)
    nextclouds.arrive(found, "alice", "Alice", f"alice{next(numbers)}@example.com")
    return app_api("alice")


def consent(by: Actor) -> Consent:
    """Somebody's consent to one more version of a text."""
    return Consent.add(
        org_id=by.org_id, user_id=by.id, text_version=str(next(numbers)), text_sha256=CANARY, address="127.0.0.1"
    )


def connection(by: Actor, **more: Any) -> Connection:
    """A way in by an OpenID provider that cannot be reached."""
    current.actor.set(by)
    settings = {"issuer": "http://127.0.0.1:9/", "client_id": CANARY}
    draft = {"kind": "oidc", "label": name_of("Connection"), "settings": settings, "enabled": False} | more
    return federation.create(ConnectionDraft.model_validate(draft), by=by)


@functools.cache
def _saml_pair() -> tuple[str, str]:
    return saml.new_key_pair("idp.example", clock.now_ms())


def saml_key() -> None:
    """The appliance's own key for SAML."""
    private_key, certificate = _saml_pair()
    saml_room.keep_key(private_key, saml.certificate_of(certificate))


def saml_metadata() -> str:
    """The metadata of an identity provider, made of ours."""
    us = saml.Service("https://idp.example/metadata", "https://idp.example/sso", *_saml_pair())
    text = saml.service_metadata(us).decode()
    return text.replace("SPSSODescriptor", "IDPSSODescriptor").replace(
        "AssertionConsumerService", "SingleSignOnService"
    )
