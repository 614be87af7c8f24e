"""Search filters (RFC 4515) to BER. What people type goes in only through `escaped`, so it never changes a filter."""

import re

from appliance.engines.directory.ber import octets, sequence, tlv

IN_CHAIN = "1.2.840.113556.1.4.1941"
"""Active Directory's rule that follows memberships through groups in groups."""
MOST_DEPTH = 20
_AND, _OR, _NOT, _EQUAL, _SUBSTRINGS, _GREATER, _LESS, _PRESENT, _SIMILAR, _EXTENSIBLE = (
    0xA0, 0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0x87, 0xA8, 0xA9,
)  # fmt: skip
_ITEM = re.compile(r"(?P<attribute>[A-Za-z0-9][A-Za-z0-9.;-]*)?(?P<rule>(?::dn)?(?::[A-Za-z0-9.-]+)?:)?"
                   r"(?P<kind>[~<>]?=)(?P<value>[^()]*)", re.DOTALL)  # fmt: skip
_ESCAPE = re.compile(rb"\\([0-9A-Fa-f]{2})")
_SPECIAL = re.compile(r"[\\*()\x00]|[^\x20-\x7e]")
_DN_SPECIAL = re.compile(r'[\\,+"<>;=\x00#]')


def escaped(text: str) -> str:
    """A value that may stand in a filter (RFC 4515, 3)."""
    return _SPECIAL.sub(lambda found: "".join(f"\\{byte:02x}" for byte in found[0].encode()), text)


def escaped_name(text: str) -> str:
    """A value that may stand in a distinguished name (RFC 4514, 2.4)."""
    found = _DN_SPECIAL.sub(lambda match: f"\\{ord(match[0]):02x}", text)
    if found[:1] == " ":
        found = "\\20" + found[1:]
    return found[:-1] + "\\20" if found[-1:] == " " else found


def encoded(text: str) -> bytes:
    """A filter as it is sent; ValueError for what is none."""
    found, at = _filter(text.strip(), 0, 0)
    if at != len(text.strip()):
        raise ValueError("the filter goes on after its end")
    return found


def _filter(text: str, at: int, depth: int) -> tuple[bytes, int]:
    if depth > MOST_DEPTH:
        raise ValueError("the filter is nested too deeply")
    if text[at : at + 1] != "(":
        raise ValueError(f"a filter begins with a bracket, at character {at + 1}")
    mark = text[at + 1 : at + 2]
    if mark in ("&", "|"):
        found, at = _several(text, at + 2, depth)
        made = tlv(_AND if mark == "&" else _OR, found)
    elif mark == "!":
        inner, at = _filter(text, at + 2, depth + 1)
        made = tlv(_NOT, inner)
    else:
        made, at = _item(text, at + 1)
    if text[at : at + 1] != ")":
        raise ValueError(f"a bracket is not closed, at character {at + 1}")
    return made, at + 1


def _several(text: str, at: int, depth: int) -> tuple[bytes, int]:
    found = b""
    while text[at : at + 1] == "(":
        inner, at = _filter(text, at, depth + 1)
        found += inner
    return found, at


def _item(text: str, at: int) -> tuple[bytes, int]:
    match = _ITEM.match(text, at)
    if match is None or not (match["attribute"] or match["rule"]):
        raise ValueError(f"a comparison cannot be read, at character {at + 1}")
    attribute, value = match["attribute"] or "", match["value"]
    if match["rule"]:
        return _extensible(attribute, match["rule"], value), match.end()
    if match["kind"] != "=":
        tag = {"~=": _SIMILAR, ">=": _GREATER, "<=": _LESS}[match["kind"]]
        return sequence(octets(attribute), octets(_plain(value)), tag=tag), match.end()
    if value == "*":
        return octets(attribute, _PRESENT), match.end()
    if "*" in value:
        return _substrings(attribute, value), match.end()
    return sequence(octets(attribute), octets(_plain(value)), tag=_EQUAL), match.end()


def _substrings(attribute: str, value: str) -> bytes:
    pieces = value.split("*")
    tags = [0x80, *([0x81] * (len(pieces) - 2)), 0x82]
    found = [octets(_plain(piece), tag) for piece, tag in zip(pieces, tags, strict=True) if piece]
    return sequence(octets(attribute), sequence(*found), tag=_SUBSTRINGS)


def _extensible(attribute: str, rule: str, value: str) -> bytes:
    words = [word for word in rule.split(":") if word]
    names = [word for word in words if word != "dn"]
    found = [octets(names[0], 0x81)] if names else []
    found += [octets(attribute, 0x82)] if attribute else []
    found.append(octets(_plain(value), 0x83))
    found += [tlv(0x84, b"\xff")] if "dn" in words else []
    return sequence(*found, tag=_EXTENSIBLE)


def _plain(value: str) -> bytes:
    raw = value.encode()
    if b"\\" in _ESCAPE.sub(b"", raw):
        raise ValueError("a backslash is written \\5c")
    return _ESCAPE.sub(lambda match: bytes((int(match[1], 16),)), raw)
