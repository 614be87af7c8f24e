"""What a directory is to federation: its settings, how a name and password are judged, and how it is tried out."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from appliance.engines import started
from appliance.engines.asserted import Asserted
from appliance.engines.directory import Directory, DirectoryDown, Found, Lookup, Server, off_the_loop
from appliance.engines.egress import Rule
from appliance.kernel import telemetry
from appliance.kernel.event import emit
from appliance.kernel.problem import Unavailable
from appliance.rooms.identity import federation
from appliance.rooms.identity.directory.shapes import DirectorySettings
from appliance.rooms.identity.federation import Connection, Finding, Provider, ProviderKind, feature, offers, secret
from appliance.rooms.identity.federation.events import DirectorySignInRefused, DirectorySilent
from appliance.store.database import write

_SAID_ANYWAY = frozenset({"password", "unknown"})
_LOOKUP = (
    "base", "bind_dn", "user_filter", "user_dn", "id_attribute", "email_attribute", "name_attribute", "groups",
    "group_base", "group_filter",
)  # fmt: skip


def directory_of(connection: Connection) -> Directory:
    """The directory of a connection."""
    told = DirectorySettings.model_validate(connection.settings)
    server = Server(told.host, told.port, told.security, told.ca or "", told.seconds, feature(connection.id))
    lookup = Lookup(
        bind_password=secret(connection, "bind_password"), **{name: getattr(told, name) for name in _LOOKUP}
    )
    return Directory(server, lookup, started().egress)


def issuer_of(connection: Connection) -> str:
    """The name under which a directory's people are known: its base, whichever of its servers answers."""
    return f"ldap:{str(connection.settings['base']).casefold()}"[:200]


def asserted(connection: Connection, found: Found) -> Asserted:
    """Somebody of the directory in the form that is common to all providers."""
    proves = bool(connection.settings.get("proves_email")) and found.email is not None
    return Asserted(
        issuer_of(connection), found.id, found.email, proves, found.name, found.groups, dict(found.claims)
    )  # fmt: skip


async def judge(connection: Connection, login: str, password: str) -> Asserted | None:
    """Whom a name and a password prove; None for nobody, Unavailable when the directory cannot be asked."""
    directory = directory_of(connection)
    try:
        verdict = await off_the_loop(directory.proven, login, password)
    except DirectoryDown as down:
        telemetry.log("directory_silent", connection=connection.id, detail=str(down))
        await write(emit, DirectorySilent(connection.id, connection.org_id, str(down)))
        raise Unavailable("Your company's directory does not answer; accounts of the appliance itself work") from None
    if verdict.found is not None:
        return asserted(connection, verdict.found)
    if verdict.reason not in _SAID_ANYWAY:
        await write(_note, connection, verdict.subject, verdict.reason)
    return None


def _note(connection: Connection, subject: str, reason: str) -> None:
    known = federation.identity(connection.org_id, issuer_of(connection), subject) if subject else None
    emit(DirectorySignInRefused(connection.id, connection.org_id, known.user_id if known else "", reason))


async def probe(connection: Connection) -> Sequence[Finding]:
    """Connect, bind, look for people and their groups."""
    try:
        people, lacking, groups = await off_the_loop(directory_of(connection).looked_at)
    except (DirectoryDown, ValueError) as down:
        return [Finding("connect", is_well=False, detail=str(down))]
    told = DirectorySettings.model_validate(connection.settings)
    found = f"{people} found, {lacking} without {told.id_attribute} or {told.email_attribute}"
    return [
        Finding("connect", is_well=True, detail=f"{told.host}:{told.port}, {told.security}"),
        Finding("people", is_well=people > lacking, detail=found),
        Finding("groups", is_well=True, detail=f"{groups} of the first person"),
    ]  # fmt: skip


def read(connection: Connection, material: str) -> Asserted:
    """An entry as JSON, attributes by name, as if the directory had proven it."""
    try:
        entry = orjson.loads(material)
    except orjson.JSONDecodeError:
        raise ValueError("an entry is a JSON object of its attributes") from None
    if not isinstance(entry, dict):
        raise ValueError("an entry is a JSON object of its attributes")  # noqa: TRY004 -- what cannot be read
    told = DirectorySettings.model_validate(connection.settings)
    claims = {str(name).lower(): value for name, value in entry.items()}
    id_, groups = _first(claims, told.id_attribute), federation.values(claims, "memberof")
    if not id_:
        raise ValueError(f"the entry lacks {told.id_attribute}")
    names = [part for dn in groups for part in (dn, dn.partition(",")[0].partition("=")[2])]
    found = Found(
        id_, _first(claims, "dn") or "", _first(claims, told.email_attribute),
        _first(claims, told.name_attribute) or _first(claims, "cn"),
        None if told.groups == "none" else tuple(dict.fromkeys(names)), is_disabled=False, claims=claims,
    )  # fmt: skip
    return asserted(connection, found)


def _first(claims: Mapping[str, Any], name: str) -> str | None:
    return next(iter(federation.values(claims, name.lower())), None)


def rules(name: str, settings: Mapping[str, Any]) -> Sequence[Rule]:
    """The one host and port of the directory."""
    return [Rule(name, private=True, targets=frozenset({(settings["host"], settings["port"])}))]


PROVIDER = offers(
    Provider(ProviderKind.LDAP, DirectorySettings, rules, probe, read, secrets=("bind_password",), judge=judge)
)
