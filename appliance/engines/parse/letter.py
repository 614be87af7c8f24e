"""Messages of Internet mail (RFC 5322, MIME): head, body, then each attachment read as a document of its own."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from typing import Final

from appliance.engines.parse.document import Document
from appliance.engines.parse.encoding import decode
from appliance.engines.parse.model import Parsed
from appliance.engines.parse.parts import Part, append_parts
from appliance.engines.parse.source import Source
from appliance.engines.parse.webpage import append_page

_SHOWN: Final = ("From", "To", "Cc", "Date")
_MALFORMED: Final = (MessageError, ValueError, LookupError, TypeError, AttributeError)


def parse(source: Source) -> Parsed:
    """A malformed part is read as far as it goes. Raises ParseFailed of its attachments: bomb."""
    message = message_from_bytes(bytes(source.data), _class=EmailMessage, policy=policy.default)
    document = Document(source.media_type)
    append_head(document, {name: _header(message, name) for name in ("Subject", *_SHOWN)})
    bodies, attachments = _sorted(message)
    for body in bodies:
        _append_body(document, body)
    append_parts(document, source, map(_part, attachments))
    return document.finish()


def append_head(document: Document, head: dict[str, str]) -> None:
    """The subject as title and heading, then who wrote to whom, and when."""
    document.title = head.get("Subject") or None
    document.heading(1, head.get("Subject") or "")
    document.block("\n".join(f"{name}: {head[name]}" for name in _SHOWN if head.get(name)))


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name) or "").split())
    except _MALFORMED:
        return ""


def _sorted(message: EmailMessage) -> tuple[list[EmailMessage], list[EmailMessage]]:
    """Parts of the body in their order, of alternatives the plainest; and the attachments."""
    bodies: list[EmailMessage] = []
    attachments: list[EmailMessage] = []
    for part in _leaves(message):
        if part.get_content_disposition() != "attachment" and part.get_content_type() in {"text/plain", "text/html"}:
            bodies.append(part)
        else:
            attachments.append(part)
    return bodies, attachments


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    """Depth first without recursion: a message may be nested as deep as it likes."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        if part.get_content_type() == "message/rfc822" or not part.is_multipart():
            yield part
            continue
        inner = [one for one in part.get_payload() if isinstance(one, EmailMessage)]
        if part.get_content_type() == "multipart/alternative":
            plain = [one for one in inner if one.get_content_type() == "text/plain"]
            inner = plain[:1] or inner[-1:]
        waiting.extend(reversed(inner))


def _content(part: EmailMessage) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        return inner[0].as_bytes() if isinstance(inner, list) and isinstance(inner[0], EmailMessage) else b""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _append_body(document: Document, part: EmailMessage) -> None:
    text = decode(_content(part), part.get_content_charset())
    if part.get_content_type() == "text/html":
        append_page(document, text)
    else:
        document.block(text)


def _part(part: EmailMessage) -> Part:
    if part.get_content_type() == "message/rfc822":
        return "Forwarded message.eml", "message/rfc822", _content(part)
    try:
        name = part.get_filename() or ""
    except _MALFORMED:
        name = ""
    return name or "Attachment", part.get_content_type(), _content(part)
