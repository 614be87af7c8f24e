"""XML by lxml with everything off that reads files, networks or entities."""

import io
import posixpath
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from lxml import etree

from appliance.engines.parse.archive import Archive
from appliance.engines.parse.model import ParseFailed

_SAFE: Final[dict[str, bool]] = {
    "resolve_entities": False, "no_network": True, "load_dtd": False, "dtd_validation": False, "huge_tree": False,
    "remove_comments": True, "remove_pis": True,
}  # fmt: skip
_DECLARES: Final = "The file declares XML entities or a document type, which is refused."
_BROKEN: Final = "The file holds broken or too deeply nested XML."


def parse_xml(content: bytes, *, doctype: bool = False, forgiving: bool = False) -> etree._Element:
    """The root element. Raises ParseFailed: corrupt for broken XML, unsupported where it declares entities.

    No external entity or DTD is loaded, internal ones are refused (OWASP ASVS 1.5.1), depth and text sizes are
    those of libxml2 (256 levels, 10 MB a node). A `forgiving` reading goes on behind what is broken, as far as it goes.
    """
    if b"<!ENTITY" in content:
        raise ParseFailed("unsupported", _DECLARES)
    parser = etree.XMLParser(**_SAFE)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        root = etree.fromstring(content, etree.XMLParser(**_SAFE, recover=True)) if forgiving else None
        if root is None or not any(text.strip() for text in root.itertext()):
            raise ParseFailed("corrupt", _BROKEN) from error
    information = root.getroottree().docinfo
    declared = information.internalDTD is not None and any(True for _ in information.internalDTD.iterentities())
    if declared or (information.doctype and not doctype):
        raise ParseFailed("unsupported", _DECLARES)
    return root


def local(element: etree._Element) -> str:
    """The tag without its namespace; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, name: str) -> str | None:
    """An attribute by its local name, whatever its namespace."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def stream_xml(content: bytes, name: str) -> Iterator[etree._Element]:
    """Every element of that local name, one at a time, each forgotten after use. Raises as parse_xml."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise ParseFailed("unsupported", _DECLARES)
    try:
        for _, element in etree.iterparse(io.BytesIO(content), tag=f"{{*}}{name}", **_SAFE):
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise ParseFailed("corrupt", _BROKEN) from error


def relations(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """Kind and target of each relationship of a package's part, by id (ECMA-376 part 2)."""
    folder, _, name = part.rpartition("/")
    path = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
    found: dict[str, tuple[str, str]] = {}
    for entry in parse_xml(archive.read(path)) if archive.has(path) else ():
        target = entry.get("Target") or ""
        target = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        if entry.get("TargetMode") != "External":
            found[entry.get("Id") or ""] = ((entry.get("Type") or "").rpartition("/")[2], target)
    return found


def linked(element: etree._Element, name: str = "id") -> str | None:
    """The relationship that an element names, in the usual namespace or in that of strict documents (ISO/IEC 29500)."""
    return next(
        (str(value) for key, value in element.attrib.items() if str(key).endswith(f"/relationships}}{name}")), None
    )


def main_part(archive: Archive, usual: str) -> str:
    """The main part as the package's relationships name it, nearly always `usual`. Raises ParseFailed: corrupt."""
    with suppress(ParseFailed):  # damaged relationships leave what is usual
        for kind, target in relations(archive, "").values():
            if kind == "officeDocument" and archive.has(target):
                return target
    if archive.has(usual):
        return usual
    raise ParseFailed("corrupt", "The file is damaged: its main part is missing.")


def core_title(archive: Archive) -> str | None:
    """The title in the core properties of a package."""
    if not archive.has("docProps/core.xml"):
        return None
    title = parse_xml(archive.read("docProps/core.xml")).findtext("{http://purl.org/dc/elements/1.1/}title")
    return str(title) if title else None
