"""Hostile XML to elements: bounded, UTF-8 only, no document type, no entities, nothing fetched. One parser for all."""

import base64
import binascii
import re
from typing import Any

from lxml import etree

from appliance.engines.saml.terms import LARGEST, Refused

_FORBIDDEN = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""", re.IGNORECASE)
_MOST_ELEMENTS = 5_000
_BLANKS = re.compile(r"\s+")


def parser() -> Any:
    """A fresh parser that expands and fetches nothing; nesting is bounded by libxml2 (256 levels)."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, attribute_defaults=False,
        huge_tree=False, encoding="utf-8",
    )  # fmt: skip


def read_xml(raw: bytes) -> Any:
    """The root element; Refused for what is too large, not well formed or brings a document type."""
    if len(raw) > LARGEST:
        raise Refused("size", f"The message is larger than {LARGEST // 1024} KiB.")
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    if b"\x00" in raw or raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Refused("xml", "The message is not XML in UTF-8.")
    declared = _ENCODING.match(raw)
    if declared is not None and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii"):
        raise Refused("xml", "The message is not XML in UTF-8.")
    if _FORBIDDEN.search(raw):
        raise Refused("xml", "The message declares a document type or an entity.")
    try:
        root = etree.fromstring(raw, parser())
    except (etree.XMLSyntaxError, ValueError):
        raise Refused("xml", "The message is not well-formed XML.") from None
    info = root.getroottree().docinfo
    if info.internalDTD is not None or info.externalDTD is not None:
        raise Refused("xml", "The message declares a document type or an entity.")
    if sum(1 for _ in zip(root.iter(), range(_MOST_ELEMENTS + 1), strict=False)) > _MOST_ELEMENTS:
        raise Refused("size", "The message has too many elements.")
    return root


def from_base64(text: str) -> bytes:
    """The message in a form field (SAML bindings 3.5.4); blanks and line ends are allowed in it."""
    if len(text) > LARGEST * 2:
        raise Refused("size", f"The message is larger than {LARGEST // 1024} KiB.")
    try:
        return base64.b64decode(_BLANKS.sub("", text), validate=True)
    except (binascii.Error, ValueError):
        raise Refused("encoding", "The message is not Base64.") from None


def text_of(element: Any) -> str:
    """The whole text of an element that holds nothing but text; Refused when it holds elements."""
    if element is None:
        return ""
    if any(isinstance(child.tag, str) for child in element):
        raise Refused("structure", "A value of the message holds elements where text belongs.")
    parts = [element.text or "", *(child.tail or "" for child in element)]
    return "".join(parts).strip()  # comments part a text: what stands around them is one value, never its first piece
