"""Messages of Internet mail (RFC 5322, MIME): head, body, then each attachment read as a document of its own."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from typing import Final

from appliance.engines.parse import tnef
from appliance.engines.parse.document import Document
from appliance.engines.parse.encoding import decode
from appliance.engines.parse.model import Parsed, ParseFailed
from appliance.engines.parse.parts import Part, append_parts
from appliance.engines.parse.source import Source
from appliance.engines.parse.webpage import append_page

_COUNTED: Final = re.compile(rb"(\d{1,9})[ \t]*\r?\n")
"""How many bytes the message has, before it in files of Apple Mail (emlx)."""
_BODIES: Final = frozenset({"text/plain", "text/html"})
_SIGNATURES: Final = frozenset(
    {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
)
_SHOWN: Final = ("From", "To", "Cc", "Date")
_MALFORMED: Final = (MessageError, ValueError, LookupError, TypeError, AttributeError)


def parse(source: Source) -> Parsed:
    """A malformed part is read as far as it goes. Raises ParseFailed of its attachments: bomb."""
    document = Document(source.media_type)
    content = bytes(source.data)
    counted = _COUNTED.match(content)
    append_letter(document, source, content[counted.end() :][: int(counted[1])] if counted else content)
    return document.finish()


def append_letter(document: Document, source: Source, content: bytes) -> None:
    """Append one message with its attachments. Raises ParseFailed: bomb."""
    message = message_from_bytes(content, _class=EmailMessage, policy=policy.default)
    append_head(document, {name: _header(message, name) for name in ("Subject", *_SHOWN)})
    bodies, attachments = _sorted(message)
    for body in bodies:
        _append_body(document, body)
    append_parts(document, source, _parts(attachments, is_told=bool(bodies)))


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
        if part.get_content_disposition() != "attachment" and part.get_content_type() in _BODIES:
            bodies.append(part)
        elif part.get_content_type() not in _SIGNATURES and not _is_shown_inside(part):
            attachments.append(part)
    return bodies, attachments


def _is_shown_inside(part: EmailMessage) -> bool:
    """Whether it is a picture that the body shows, such as the sender's logo."""
    is_picture = part.get_content_maintype() == "image" and part.get_content_disposition() != "attachment"
    return is_picture and part.get("Content-ID") is not None


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    """Depth first without recursion: a message may be nested as deep as it likes."""
    waiting = [(message, False)]
    while waiting:
        part, is_second = waiting.pop()
        if part.get_content_type() == "message/rfc822" or not part.is_multipart():
            if not is_second or part.get_content_maintype() != "text":
                yield part
            continue
        inner = [one for one in part.get_payload() if isinstance(one, EmailMessage)]
        first = _first_choice(inner) if part.get_content_type() == "multipart/alternative" else None
        waiting.extend((one, is_second or first not in {None, one}) for one in reversed(inner))


def _first_choice(alternatives: list[EmailMessage]) -> EmailMessage | None:
    """The plain alternative where it says something, else the last; of the others only the files count."""
    plain = (one for one in alternatives if one.get_content_type() == "text/plain" and _content(one).strip())
    return next(plain, alternatives[-1] if alternatives else None)


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


def _parts(attachments: list[EmailMessage], *, is_told: bool) -> Iterator[Part]:
    """Files of a winmail.dat stand for it where the mail itself tells the words (`is_told`)."""
    for attachment in attachments:
        content = _content(attachment)
        packed = _unwrapped(content) if is_told and content.startswith(tnef.MAGIC) else None
        yield from [_part(attachment, content)] if packed is None else packed


def _unwrapped(content: bytes) -> list[Part] | None:
    try:
        return list(tnef.attached(content))
    except ParseFailed:
        return None


def _part(part: EmailMessage, content: bytes) -> Part:
    if part.get_content_type() == "message/rfc822":
        return "Forwarded message.eml", "message/rfc822", content
    try:
        name = part.get_filename() or ""
    except _MALFORMED:
        name = ""
    return name or "Attachment", part.get_content_type(), content
