"""The one outgoing door: every connection is allowed or refused by feature, counted and told to the ledger.

Nothing configured means that nothing leaves. The resolved address is judged, and that very address is connected.
"""

import asyncio
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NoReturn
from urllib.parse import urlsplit

from appliance.engines.addresses import Reach, canonical, reach
from appliance.kernel import current

Verdict = Literal["allowed", "refused"]
Resolver = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Rule:
    """Lets one feature out. `targets` pins host and port pairs; empty lets it reach any host.

    A target's name may begin with a wildcard: `*.example.com` is every name below it, `*` every host. `private` allows
    private and loopback addresses, as a model server on the local network needs. Link-local, metadata, multicast and
    reserved addresses stay refused in every case.
    """

    feature: str
    private: bool = False
    targets: frozenset[tuple[str, int]] = frozenset()

    @classmethod
    def for_url(cls, feature: str, url: str, private: bool = True) -> "Rule":
        """A rule pinned to the host and port of a configured base URL; ValueError when it has none."""
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
        if not parts.hostname or port is None:
            raise ValueError(f"{url!r} names no host to reach over http or https")
        return cls(feature, private, frozenset({(plain_host(parts.hostname), port)}))

    def covers(self, host: str, port: int) -> bool:
        """Whether this host name and port may be tried at all."""
        return not self.targets or any(
            number == port and _is_named(plain_host(name), host) for name, number in self.targets
        )


@dataclass(frozen=True, slots=True)
class EgressRecord:
    """One decision for the ledger: who wanted where, the address judged last, and why."""

    feature: str
    host: str
    port: int
    address: str
    verdict: Verdict
    reason: str


class EgressRefused(Exception):
    """The door stayed shut; `record` says why."""

    def __init__(self, record: EgressRecord) -> None:
        super().__init__(f"{record.feature} may not reach {record.host}:{record.port}: {record.reason}")
        self.record = record


def plain_host(host: str) -> str:
    """A host name as it is compared: lower case, without brackets and the dot of the root."""
    return host.strip("[]").rstrip(".").lower()


def _is_named(name: str, host: str) -> bool:
    return name in ("*", host) or (name.startswith("*.") and host.endswith(name[1:]))


def system_resolver(host: str, port: int) -> Sequence[str]:
    """Addresses of a host name by the system's own means, in its order; OSError when there are none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


class Egress:
    """Decides by rules that may change while it runs; safe to ask from any thread."""

    def __init__(
        self,
        rules: Iterable[Rule] = (),
        ledger: Callable[[EgressRecord], None] | None = None,
        resolver: Resolver = system_resolver,
    ) -> None:
        self._rules = tuple(rules)
        self._ledger = ledger
        self._resolver = resolver
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, Verdict]] = Counter()

    def permit(self, *rules: Rule) -> None:
        """Add rules; several for one feature each open their own targets."""
        with self._lock:
            self._rules = tuple(dict.fromkeys((*self._rules, *rules)))

    def replace(self, feature: str, rules: Iterable[Rule]) -> None:
        """Put these rules in the place of all that the feature had; an empty list shuts it."""
        with self._lock:
            self._rules = (*(rule for rule in self._rules if rule.feature != feature), *rules)

    def rules(self) -> tuple[Rule, ...]:
        """The rules in force."""
        return self._rules

    def names(self, feature: str, host: str, port: int) -> bool:
        """Whether some rule of the feature lets this host and port be tried; the address is judged at connect."""
        return any(rule.feature == feature and rule.covers(plain_host(host), port) for rule in self._rules)

    def counts(self) -> dict[tuple[str, Verdict], int]:
        """Decisions so far by feature and verdict, for the metrics."""
        with self._lock:
            return dict(self._counts)

    async def admit(self, feature: str, host: str, port: int) -> tuple[str, ...]:
        """The checked addresses to connect to, in order; EgressRefused when the door stays shut.

        Resolves once. RuntimeError inside a unit of storage.
        """
        current.forbid_in_unit("egress")
        rule = self._rule(feature, host, port)
        try:
            if host.replace(".", "").isdecimal() or ":" in host:
                found = self._resolver(host, port)  # A number is read, not looked up; no thread need wait for it.
            else:
                found = await asyncio.to_thread(self._resolver, host, port)
        except (OSError, UnicodeError) as failure:
            self._unresolved(feature, host, port, failure)
        return self._judge(rule, host, port, found)

    def admit_blocking(self, feature: str, host: str, port: int) -> tuple[str, ...]:
        """The same for a thread that speaks a protocol without the event loop, such as mail."""
        current.forbid_in_unit("egress")
        rule = self._rule(feature, host, port)
        try:
            found = self._resolver(host, port)
        except (OSError, UnicodeError) as failure:
            self._unresolved(feature, host, port, failure)
        return self._judge(rule, host, port, found)

    def _rule(self, feature: str, host: str, port: int) -> Rule:
        of_feature = [rule for rule in self._rules if rule.feature == feature]
        if not of_feature:
            self._refuse(feature, host, port, "", "the feature is not allowed to leave")
        covering = [rule for rule in of_feature if rule.covers(plain_host(host), port)]
        if not covering:
            self._refuse(feature, host, port, "", "the host and port are not on the list")
        return next((rule for rule in covering if rule.private), covering[0])

    def _judge(self, rule: Rule, host: str, port: int, found: Sequence[str]) -> tuple[str, ...]:
        if not found:
            self._refuse(rule.feature, host, port, "", "the name has no address")
        checked = []
        for text in found:
            try:
                address = canonical(text)
            except ValueError:
                self._refuse(rule.feature, host, port, text, "not an address")
            kind = reach(address)
            if kind is Reach.FORBIDDEN or (kind is not Reach.PUBLIC and not rule.private):
                self._refuse(rule.feature, host, port, str(address), f"the address is {kind.value}")
            checked.append(str(address))
        self._decide(EgressRecord(rule.feature, host, port, checked[0], "allowed", "by rule"))
        return tuple(checked)

    def _unresolved(self, feature: str, host: str, port: int, failure: Exception) -> NoReturn:
        refusal = EgressRecord(feature, host, port, "", "refused", "the name cannot be resolved")
        self._decide(refusal)
        raise EgressRefused(refusal) from failure

    def _refuse(self, feature: str, host: str, port: int, address: str, reason: str) -> NoReturn:
        refusal = EgressRecord(feature, host, port, address, "refused", reason)
        self._decide(refusal)
        raise EgressRefused(refusal)

    def _decide(self, record: EgressRecord) -> None:
        with self._lock:
            self._counts[record.feature, record.verdict] += 1
        if self._ledger is not None:
            self._ledger(record)
