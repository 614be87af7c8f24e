"""Mail by SMTP (RFC 5321), through the egress gate. Encrypted: from the start, or by STARTTLS before anything is said.

`smtps://user:password@host:465`, `smtp://user:password@host:587`; `?tls=none` only for a relay that speaks no TLS.
"""

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from appliance.engines.egress import Egress, Rule, plain_host

FEATURE = "mail"
_PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class Message:
    """One letter of plain text."""

    to: str
    subject: str
    text: str


class MailFailed(Exception):
    """A letter was not taken; `is_final` when no further try can help. The message names no recipient."""

    def __init__(self, message: str, *, is_final: bool = False) -> None:
        super().__init__(message)
        self.is_final = is_final


@dataclass(frozen=True, slots=True)
class Server:
    """Where letters are handed over."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: str = "start"  # at_once, start, none

    @classmethod
    def of(cls, url: str) -> "Server":
        """A server by its address; ValueError when it is none."""
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError("the address of the mail server must be smtp://host:port or smtps://host:port")
        is_plain = parse_qs(parts.query).get("tls") == ["none"]
        tls = "at_once" if parts.scheme == "smtps" else "none" if is_plain else "start"
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(plain_host(parts.hostname), parts.port or _PORTS[parts.scheme], user, password, tls)


class Mail:
    """The way to the mail server; without an address nothing is ever sent."""

    def __init__(self, egress: Egress, url: str, sender: str) -> None:
        self._egress = egress
        self._server = Server.of(url) if url else None
        self._sender = sender or (f"appliance@{self._server.host}" if self._server else "")
        if self._server is not None:
            target = frozenset({(self._server.host, self._server.port)})
            egress.replace(FEATURE, [Rule(FEATURE, private=True, targets=target)])

    @property
    def is_set(self) -> bool:
        """Whether there is a mail server."""
        return self._server is not None

    def send(self, message: Message) -> None:
        """Hand a letter over; blocking. MailFailed when it was not taken."""
        if self._server is None:
            raise MailFailed("no mail server is set (APPLIANCE_SMTP_URL)", is_final=True)
        from appliance.engines import smtp

        smtp.hand_over(message, self._server, self._sender, self._egress)
