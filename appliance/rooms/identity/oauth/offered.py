"""Makes the dialects known to federation, as kinds of connection."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from appliance.engines import idtoken
from appliance.engines.asserted import Asserted
from appliance.engines.oauth import OAuthFailed
from appliance.rooms.identity import federation
from appliance.rooms.identity.federation import Connection, Finding
from appliance.rooms.identity.oauth.dialects import Dialect, dialects, rules, talk
from appliance.rooms.identity.oauth.openid import GOOGLE, MICROSOFT, OIDC
from appliance.rooms.identity.oauth.plain import GITHUB, NEXTCLOUD

SECRETS = ("client_secret",)


async def _probe(connection: Connection) -> Sequence[Finding]:
    talking = talk(connection)
    try:
        return await dialects[connection.kind].probe(talking)
    finally:
        await talking.http.aclose()


def claims_of(material: str) -> Mapping[str, Any]:
    """Claims as JSON, or those of a token, unproven; ValueError for anything else."""
    if not material.startswith("{"):
        try:
            return idtoken.unproven(material)
        except OAuthFailed as wrong:
            raise ValueError(str(wrong)) from None
    try:
        found = orjson.loads(material)
    except orjson.JSONDecodeError:
        raise ValueError("this is no JSON") from None
    return found if isinstance(found, dict) else {}


def _read(connection: Connection, material: str) -> Asserted:
    dialect = dialects[connection.kind]
    return dialect.read(dialect.settings.model_validate(connection.settings), claims_of(material))


def _offer(dialect: Dialect[Any]) -> None:
    dialects[dialect.kind] = dialect
    federation.offers(
        federation.Provider(
            kind=dialect.kind, settings=dialect.settings, secrets=SECRETS, probe=_probe, read=_read,
            rules=lambda feature, given: rules(dialect, feature, given),
            login=f"/auth/{dialect.kind}/login", callback=f"/auth/{dialect.kind}/callback",
            is_open_to_all=lambda given: dialect.is_open_to_all(dialect.settings.model_validate(dict(given))),
        )
    )  # fmt: skip


for _one in (OIDC, GOOGLE, MICROSOFT, GITHUB, NEXTCLOUD):
    _offer(_one)
