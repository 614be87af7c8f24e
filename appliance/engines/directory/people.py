"""People and groups of a directory: who a name and password prove, whom it has, and in which groups they are."""

import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from appliance.engines.directory.connection import (
    BASE,
    INVALID_CREDENTIALS,
    SUBTREE,
    Connection,
    DirectoryDown,
    DirectoryRefused,
    Entry,
    Server,
)
from appliance.engines.directory.filters import IN_CHAIN, escaped, escaped_name
from appliance.engines.egress import Egress
from appliance.kernel import clock, crypt

LOGIN, DN = "{login}", "{dn}"
REST_SECONDS = 5.0
_MOST_GROUPS = 1_000
_DISABLED = 2  # the bit of userAccountControl
_REASON = re.compile(r"\bdata ([0-9a-f]{3,4})\b", re.IGNORECASE)
_OF_ACTIVE_DIRECTORY = {
    "525": "unknown", "52e": "password", "530": "not_now", "531": "not_here", "532": "password_expired",
    "533": "disabled", "701": "account_expired", "773": "must_change_password", "775": "locked",
}  # fmt: skip
_EQUAL_TO_DN = re.compile(r"=\{dn\}\)")
_ALSO = ("cn", "displayName", "userAccountControl", "nsAccountLock", "memberOf")


@dataclass(frozen=True, slots=True)
class Lookup:
    """How people and groups are found."""

    base: str
    bind_dn: str = ""  # the account that looks; empty: people are bound by `user_dn`
    bind_password: str = ""
    user_filter: str = "(&(objectClass=person)(|(uid={login})(mail={login})))"
    user_dn: str = ""  # template, for instance uid={login},ou=people,dc=acme,dc=com or {login}@acme.com
    id_attribute: str = "entryUUID"
    email_attribute: str = "mail"
    name_attribute: str = "displayName"
    groups: str = "member_of"  # member_of, search, nested, none
    group_base: str = ""
    group_filter: str = "(member={dn})"


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody of the directory. `groups`: their names and their distinguished names; None when it says nothing."""

    id: str
    dn: str
    email: str | None
    name: str | None
    groups: tuple[str, ...] | None
    is_disabled: bool
    claims: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a name and a password. `reason` is a word for administrators; people are never told."""

    found: Found | None
    reason: str
    subject: str = ""  # who it would have been, where that is known


_rests_until: dict[str, float] = {}


class Directory:
    """A directory as it is configured. Blocking: it has a lane of its own."""

    def __init__(self, server: Server, lookup: Lookup, egress: Egress) -> None:
        self._server = server
        self._lookup = lookup
        self._egress = egress

    def proven(self, login: str, password: str) -> Verdict:
        """Who a name and a password prove. DirectoryDown when nobody can be asked, and at once for a while after that.

        Somebody who is not there is bound as well, under a name that nobody has, so that it takes as long.
        """
        if not password or not login.strip():
            return Verdict(None, "password")
        if clock.monotonic() < _rests_until.get(self._server.feature, 0.0):
            raise DirectoryDown("the server did not answer a moment ago")
        try:
            return self._proven(login.strip(), password)
        except DirectoryDown:
            _rests_until[self._server.feature] = clock.monotonic() + REST_SECONDS
            raise
        except ValueError as wrong:
            raise DirectoryDown("the server or its settings make no sense") from wrong

    def _proven(self, login: str, password: str) -> Verdict:
        with Connection(self._server, self._egress) as wire:
            if self._lookup.user_dn:
                entry, reason = self._by_template(wire, login, password)
            else:
                entry, reason = self._by_search(wire, login, password)
            if entry is None or reason:
                return Verdict(None, reason or "unknown", (entry and _id(entry, self._lookup.id_attribute)) or "")
            found = self._found(wire, entry)
        if found is None:
            return Verdict(None, "no_id")
        return Verdict(None, "disabled", found.id) if found.is_disabled else Verdict(found, "")

    def _by_template(self, wire: Connection, login: str, password: str) -> tuple[Entry | None, str]:
        name = self._lookup.user_dn.replace(LOGIN, escaped_name(login) if "=" in self._lookup.user_dn else login)
        reason = _bound(wire, name, password)
        if reason:
            return None, reason
        if "=" in self._lookup.user_dn:
            return next(wire.search(name, "(objectClass=*)", self._attributes(), scope=BASE, most=1), None), ""
        return self._one(wire, login)

    def _by_search(self, wire: Connection, login: str, password: str) -> tuple[Entry | None, str]:
        self._bind_own(wire)
        entry, reason = self._one(wire, login)
        name = entry.dn if entry else f"cn={crypt.new_secret('nobody')},{self._lookup.base}"
        wrong = _bound(wire, name, password)
        if not wrong and entry is not None:
            self._bind_own(wire)  # groups are read by the account that may
        return entry, reason or wrong

    def _bind_own(self, wire: Connection) -> None:
        try:
            wire.bind(self._lookup.bind_dn, self._lookup.bind_password)
        except DirectoryRefused as refusal:
            raise DirectoryDown(f"the account that looks is refused: {refusal.code}") from refusal

    def _one(self, wire: Connection, login: str) -> tuple[Entry | None, str]:
        filter_ = self._lookup.user_filter.replace(LOGIN, escaped(login))
        entries = list(_refused_is_down(wire.search(self._lookup.base, filter_, self._attributes(), most=2)))
        if len(entries) > 1:
            return None, "ambiguous"
        return (entries[0], "") if entries else (None, "unknown")

    def _attributes(self) -> list[str]:
        lookup = self._lookup
        named = (lookup.id_attribute, lookup.email_attribute, lookup.name_attribute, "*", *_ALSO)
        return list(dict.fromkeys(named))

    def _found(self, wire: Connection, entry: Entry) -> Found | None:
        lookup = self._lookup
        id_ = _id(entry, lookup.id_attribute)
        if id_ is None:
            return None
        return Found(
            id_, entry.dn, entry.text(lookup.email_attribute), entry.text(lookup.name_attribute) or entry.text("cn"),
            self._groups(wire, entry), _is_disabled(entry), _claims(entry),
        )  # fmt: skip

    def _groups(self, wire: Connection, entry: Entry) -> tuple[str, ...] | None:
        lookup = self._lookup
        if lookup.groups == "none":
            return None
        if lookup.groups == "member_of":
            return _both(entry.texts("memberOf"))
        filter_ = lookup.group_filter
        if lookup.groups == "nested":
            filter_ = _EQUAL_TO_DN.sub(f":{IN_CHAIN}:={DN})", filter_)
        filter_ = filter_.replace(DN, escaped(entry.dn)).replace(LOGIN, escaped(entry.text("uid") or ""))
        found = wire.search(lookup.group_base or lookup.base, filter_, ["cn"], scope=SUBTREE, most=_MOST_GROUPS)
        return _both([one.dn for one in _refused_is_down(found)])

    def people(self, wanted: set[str]) -> Iterator[Found]:
        """Everybody whom the directory has and who is wanted by id, with their groups; first all are read."""
        with Connection(self._server, self._egress) as wire:
            self._bind_own(wire)
            wire.extend(self._server.seconds * 10)
            filter_ = self._lookup.user_filter.replace(LOGIN, "*")
            found = _refused_is_down(wire.search(self._lookup.base, filter_, self._attributes()))
            everybody = list(found)
            if not everybody:
                raise DirectoryDown("the directory has nobody")
            for entry in (one for one in everybody if _id(one, self._lookup.id_attribute) in wanted):
                wire.extend(self._server.seconds)
                one = self._found(wire, entry)
                if one is not None:
                    yield one

    def looked_at(self) -> tuple[int, int, int]:
        """For a trial: how many people there are, how many lack an id or address, and how many groups the first has."""
        with Connection(self._server, self._egress) as wire:
            self._bind_own(wire)
            wire.extend(self._server.seconds * 2)
            filter_ = self._lookup.user_filter.replace(LOGIN, "*")
            entries = list(_refused_is_down(wire.search(self._lookup.base, filter_, self._attributes())))
            lacking = sum(1 for one in entries if not self._is_whole(one))
            groups = self._groups(wire, entries[0]) if entries else ()
        _rests_until.pop(self._server.feature, None)
        return len(entries), lacking, len(groups or ()) // 2

    def _is_whole(self, entry: Entry) -> bool:
        return bool(_id(entry, self._lookup.id_attribute) and entry.text(self._lookup.email_attribute))


def _bound(wire: Connection, name: str, password: str) -> str:
    """Why a bind is refused, in a word; empty when it is not."""
    try:
        wire.bind(name, password)
    except DirectoryRefused as refusal:
        if refusal.code != INVALID_CREDENTIALS:
            return f"ldap_{refusal.code}"
        told = _REASON.search(refusal.told)
        return _OF_ACTIVE_DIRECTORY.get(told[1].lower(), "password") if told else "password"
    except ValueError:
        return "password"
    return ""


def _refused_is_down(entries: Iterator[Entry]) -> Iterator[Entry]:
    try:
        yield from entries
    except DirectoryRefused as refusal:
        raise DirectoryDown(f"the search is refused: {refusal.code}") from refusal


def _id(entry: Entry, attribute: str) -> str | None:
    raw = next(iter(entry.attributes.get(attribute.lower(), ())), None)
    if raw is None:
        return None
    if attribute.lower() == "objectguid" and len(raw) == 16:  # noqa: PLR2004 -- bytes of a GUID
        return str(uuid.UUID(bytes_le=raw))
    return raw.decode("utf-8", "replace") or None


def _is_disabled(entry: Entry) -> bool:
    control = entry.text("userAccountControl") or ""
    return bool(control.isdigit() and int(control) & _DISABLED) or (entry.text("nsAccountLock") or "").lower() == "true"


def _both(names: list[str]) -> tuple[str, ...]:
    """Each group by its distinguished name and by its own first part."""
    found = [part for dn in names for part in (dn, dn.partition(",")[0].partition("=")[2].replace("\\", ""))]
    return tuple(dict.fromkeys(found))


def _claims(entry: Entry) -> dict[str, Any]:
    kept: dict[str, Any] = {"dn": entry.dn}
    for name, values in entry.attributes.items():
        if name not in ("userpassword", "unicodepwd", "jpegphoto", "thumbnailphoto"):
            texts = [value.decode("utf-8", "replace") for value in values[:100]]
            kept[name] = texts[0] if len(texts) == 1 else texts
    return kept
