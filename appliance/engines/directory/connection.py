"""One LDAP connection (RFC 4511), blocking: TLS first and proven, then bind and search. Referrals are not followed."""

import itertools
import socket
import ssl
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Self

from appliance.engines.directory import ber
from appliance.engines.directory.ber import Malformed
from appliance.engines.directory.filters import encoded
from appliance.engines.egress import Egress, EgressRefused
from appliance.kernel import clock

_BIND, _BOUND, _UNBIND = 0x60, 0x61, 0x42
_SEARCH, _ENTRY, _DONE, _REFERENCE = 0x63, 0x64, 0x65, 0x73
_EXTENDED, _EXTENDED_DONE = 0x77, 0x78
_START_TLS = "1.3.6.1.4.1.1466.20037"
_PAGED = "1.2.840.113556.1.4.319"
_PAGE = 500
_CONTROLS = 0xA0
_COOKIE_PLACE = 2
_CHUNK = 65_536
SUCCESS, SIZE_LIMIT, INVALID_CREDENTIALS, NO_SUCH_OBJECT = 0, 4, 49, 32
BASE, SUBTREE = 0, 2


class DirectoryDown(Exception):
    """The server did not answer as it should: not reached, no TLS that can be proven, too late, or nonsense."""


class DirectoryRefused(Exception):
    """The server answered no. `code` is LDAP's result code, `told` its words for administrators."""

    def __init__(self, code: int, told: str) -> None:
        super().__init__(f"LDAP result {code}")
        self.code = code
        self.told = told


@dataclass(frozen=True, slots=True)
class Server:
    """Where the directory is. TLS from the start (ldaps) or before anything is said (starttls); never without."""

    host: str
    port: int
    security: str = "ldaps"
    ca: str = ""  # PEM of the company's own authority; empty for the system's
    seconds: float = 5.0  # for everything that one sign-in asks
    feature: str = "directory"  # under which it passes the egress door


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its name, and the values of its attributes by lower-case name."""

    dn: str
    attributes: dict[str, list[bytes]]

    def text(self, name: str) -> str | None:
        """The first value of an attribute as text."""
        return next(iter(self.texts(name)), None)

    def texts(self, name: str) -> list[str]:
        """Every value of an attribute as text."""
        return [value.decode("utf-8", "replace") for value in self.attributes.get(name.lower(), ())]


class Connection:
    """Open, speak, close. Every wait ends with the deadline."""

    def __init__(self, server: Server, egress: Egress) -> None:
        self._server = server
        self._ends = clock.monotonic() + server.seconds
        self._numbers = itertools.count(1)
        self._waiting = b""
        try:
            self._socket = self._opened(egress)
        except EgressRefused as shut:
            raise DirectoryDown(str(shut)) from shut
        except (OSError, ValueError) as failure:
            raise DirectoryDown(_named(failure)) from failure

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._send(ber.tlv(_UNBIND, b""))
        except DirectoryDown:
            pass
        finally:
            self._socket.close()

    def _opened(self, egress: Egress) -> socket.socket:
        server = self._server
        address = egress.admit_blocking(server.feature, server.host, server.port)[0]
        trust = ssl.create_default_context(cadata=server.ca or None)
        if server.ca:  # the flag of Python 3.13 refuses authorities that companies made for themselves long ago
            trust.verify_flags &= ~ssl.VERIFY_X509_STRICT
        plain = socket.create_connection((address, server.port), self._left())
        try:
            if server.security == "starttls":
                self._socket = plain
                self._start_tls()
            plain.settimeout(self._left())
            return trust.wrap_socket(plain, server_hostname=server.host)
        except BaseException:
            plain.close()
            raise

    def _start_tls(self) -> None:
        number = self._send(ber.tlv(_EXTENDED, ber.octets(_START_TLS, 0x80)))
        tag, content, _ = self._answer(number)
        if tag != _EXTENDED_DONE or _result(content)[0] != SUCCESS or self._waiting:
            raise DirectoryDown("the server does not begin TLS")

    def bind(self, dn: str, password: str) -> None:
        """Prove an account; DirectoryRefused when it is not. A bind without a password proves nothing: ValueError."""
        if not dn or not password or "\x00" in password:
            raise ValueError("a bind needs a name and a password")
        said = ber.integer(3) + ber.octets(dn) + ber.octets(password, 0x80)
        tag, content, _ = self._answer(self._send(ber.tlv(_BIND, said)))
        if tag != _BOUND:
            raise DirectoryDown("the server answered something else")
        _require(content)

    def search(
        self, base: str, filter_: str, attributes: list[str], *, scope: int = SUBTREE, most: int = 0
    ) -> Iterator[Entry]:
        """Entries that meet a filter, page by page; at most `most` when it is given."""
        cookie = b""
        while True:
            size = min(most or _PAGE, _PAGE)
            asked = _search(base, scope, encoded(filter_), attributes, most)
            value = ber.sequence(ber.integer(size), ber.octets(cookie))
            paged = ber.sequence(ber.octets(_PAGED), ber.octets(value))
            number = self._send(asked, ber.tlv(_CONTROLS, paged) if not most else b"")
            cookie = yield from self._entries(number)
            if not cookie:
                return

    def _entries(self, number: int) -> Generator[Entry, None, bytes]:
        while True:
            tag, content, controls = self._answer(number)
            if tag == _ENTRY:
                yield _entry(content)
            elif tag == _DONE:
                code, told = _result(content)
                if code not in (SUCCESS, SIZE_LIMIT, NO_SUCH_OBJECT):
                    raise DirectoryRefused(code, told)
                return _cookie(controls)
            elif tag != _REFERENCE:
                raise DirectoryDown("the server answered something else")

    def extend(self, seconds: float) -> None:
        """Give what comes now this much time."""
        self._ends = clock.monotonic() + seconds

    def _left(self) -> float:
        left = self._ends - clock.monotonic()
        if left <= 0:
            raise DirectoryDown("the server did not answer in time")
        return left

    def _send(self, operation: bytes, controls: bytes = b"") -> int:
        number = next(self._numbers)
        try:
            self._socket.settimeout(self._left())
            self._socket.sendall(ber.sequence(ber.integer(number), operation, controls))
        except OSError as failure:
            raise DirectoryDown(_named(failure)) from failure
        return number

    def _answer(self, number: int) -> tuple[int, bytes, bytes]:
        """Tag and content of the next answer to a request, and its controls."""
        try:
            found = list(ber.parts(self._message()))
            if ber.number(found[0][1]) != number:
                raise DirectoryDown("the server ended the connection")
            controls = next((content for tag, content in found[2:] if tag == _CONTROLS), b"")
            return *found[1], controls
        except (Malformed, IndexError) as wrong:
            raise DirectoryDown("the server speaks no LDAP") from wrong
        except OSError as failure:
            raise DirectoryDown(_named(failure)) from failure

    def _message(self) -> bytes:
        while (found := ber.head(self._waiting)) is None or len(self._waiting) < found[1] + found[2]:
            self._socket.settimeout(self._left())
            chunk = self._socket.recv(_CHUNK)
            if not chunk:
                raise DirectoryDown("the server closed the connection")
            self._waiting += chunk
        tag, skip, size = found
        if tag != ber.SEQUENCE:
            raise Malformed("no message")
        message, self._waiting = self._waiting[skip : skip + size], self._waiting[skip + size :]
        return message


def _search(base: str, scope: int, filter_: bytes, attributes: list[str], most: int) -> bytes:
    return ber.sequence(
        ber.octets(base), ber.integer(scope, ber.ENUMERATED), ber.integer(0, ber.ENUMERATED), ber.integer(most),
        ber.integer(0), ber.boolean(False), filter_, ber.sequence(*(ber.octets(name) for name in attributes)),
        tag=_SEARCH,
    )  # fmt: skip


def _entry(content: bytes) -> Entry:
    (_, dn), (_, listed) = ber.parts(content)
    found: dict[str, list[bytes]] = {}
    for _, attribute in ber.parts(listed):
        (_, name), (_, values) = ber.parts(attribute)
        found[name.decode("ascii", "replace").partition(";")[0].lower()] = [value for _, value in ber.parts(values)]
    return Entry(dn.decode("utf-8", "replace"), found)


def _result(content: bytes) -> tuple[int, str]:
    found = list(ber.parts(content))
    return ber.number(found[0][1]), found[2][1].decode("utf-8", "replace")[:500]


def _require(content: bytes) -> None:
    code, told = _result(content)
    if code != SUCCESS:
        raise DirectoryRefused(code, told)


def _cookie(controls: bytes) -> bytes:
    for _, control in ber.parts(controls):
        found = list(ber.parts(control))
        if found[0][1] == _PAGED.encode():
            ((_, value),) = ber.parts(found[-1][1])
            return list(ber.parts(value))[_COOKIE_PLACE - 1][1]
    return b""


def _named(failure: Exception) -> str:
    if isinstance(failure, ssl.SSLCertVerificationError):
        return f"the certificate cannot be proven: {failure.verify_message}"
    if isinstance(failure, TimeoutError):
        return "the server did not answer in time"
    if isinstance(failure, ssl.SSLError):
        return "the server speaks no TLS here"
    return f"the server cannot be reached: {type(failure).__name__}"
