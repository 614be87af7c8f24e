"""BER as LDAP uses it (RFC 4511, 5.1; X.690): definite lengths, small tags. What comes from outside is bounded."""

from collections.abc import Iterator

INTEGER, OCTETS, BOOLEAN, ENUMERATED, SEQUENCE, SET = 0x02, 0x04, 0x01, 0x0A, 0x30, 0x31
MOST_BYTES = 16_000_000
_SHORT = 0x80
_MOST_LENGTH_BYTES = 4


class Malformed(ValueError):
    """Bytes that are no BER."""


def tlv(tag: int, content: bytes) -> bytes:
    """One element."""
    size = len(content)
    if size < _SHORT:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, _SHORT | len(length))) + length + content


def integer(value: int, tag: int = INTEGER) -> bytes:
    """A whole number, not negative."""
    return tlv(tag, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def octets(value: str | bytes, tag: int = OCTETS) -> bytes:
    """A text or bytes."""
    return tlv(tag, value.encode() if isinstance(value, str) else value)


def boolean(value: bool) -> bytes:
    """A flag."""
    return tlv(BOOLEAN, b"\xff" if value else b"\x00")


def sequence(*parts: bytes, tag: int = SEQUENCE) -> bytes:
    """Elements in one."""
    return tlv(tag, b"".join(parts))


def head(data: bytes) -> tuple[int, int, int] | None:
    """Tag, length of the head and length of the content of the element that begins here; None when more must come."""
    if len(data) < 2:  # noqa: PLR2004 -- a tag and a length
        return None
    length = data[1]
    if length < _SHORT:
        return data[0], 2, length
    count = length & 0x7F
    if not 1 <= count <= _MOST_LENGTH_BYTES:
        raise Malformed("a length that LDAP does not use")
    if len(data) < 2 + count:
        return None
    size = int.from_bytes(data[2 : 2 + count], "big")
    if size > MOST_BYTES:
        raise Malformed("an element that is too large")
    return data[0], 2 + count, size


def parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The elements of a content: tag and content of each."""
    at = 0
    while at < len(data):
        found = head(data[at : at + 6])
        if found is None:
            raise Malformed("an element that is cut off")
        tag, skip, size = found
        end = at + skip + size
        if end > len(data):
            raise Malformed("an element that is cut off")
        yield tag, data[at + skip : end]
        at = end


def number(content: bytes) -> int:
    """The whole number of a content."""
    if not 1 <= len(content) <= 8:  # noqa: PLR2004 -- numbers of 64 bits
        raise Malformed("a number that is too long")
    return int.from_bytes(content, "big", signed=True)
