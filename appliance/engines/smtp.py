"""One letter over SMTP; loaded when the first one is sent."""

import smtplib
import socket
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from appliance.engines.egress import Egress, EgressRefused
from appliance.engines.mail import FEATURE, MailFailed, Message, Server

_SECONDS = 20.0
_PERMANENT = 500


def hand_over(message: Message, server: Server, sender: str, egress: Egress) -> None:
    """Send a letter; blocking. MailFailed when it was not taken."""
    try:
        with _Client(egress, server) as client:
            client.send_message(_letter(message, sender))
    except EgressRefused as refusal:
        raise MailFailed(str(refusal)) from refusal
    except smtplib.SMTPRecipientsRefused as failure:
        codes = [code for code, _ in failure.recipients.values()]
        raise MailFailed("the recipient was refused", is_final=min(codes) >= _PERMANENT) from failure
    except smtplib.SMTPResponseException as failure:
        raise MailFailed(f"the mail server answered {failure.smtp_code}") from failure
    except (smtplib.SMTPException, OSError) as failure:
        raise MailFailed(f"the mail server did not take it: {type(failure).__name__}") from failure


def _letter(message: Message, sender: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, message.to, message.subject
    letter["Date"], letter["Message-ID"] = formatdate(), make_msgid(domain=sender.rpartition("@")[2].strip("> "))
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(message.text)
    return letter


class _Client(smtplib.SMTP):
    """Connects to the very address that the gate has judged, and speaks TLS before anything that is secret."""

    def __init__(self, egress: Egress, server: Server) -> None:
        self._egress = egress
        self._to = server
        self._tls = ssl.create_default_context()
        super().__init__(server.host, server.port, timeout=_SECONDS)
        try:
            self._introduce(server)
        except Exception:
            self.close()
            raise

    def _introduce(self, server: Server) -> None:
        if server.tls == "start":
            self.starttls(context=self._tls)
        if server.user:
            self.login(server.user, server.password)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        address = self._egress.admit_blocking(FEATURE, host, port)[0]
        plain = socket.create_connection((address, port), timeout)
        return self._tls.wrap_socket(plain, server_hostname=host) if self._to.tls == "at_once" else plain
