"""XML by lxml with everything off that reads files, networks or entities."""

from lxml import etree

from appliance.engines.parse.model import ParseFailed


def parse_xml(content: bytes, *, doctype: bool = False) -> etree._Element:
    """The root element. Raises ParseFailed: corrupt for broken XML, unsupported where it declares entities.

    No external entity or DTD is loaded, internal ones are refused (OWASP ASVS 1.5.1), depth and text sizes are
    those of libxml2 (256 levels, 10 MB a node).
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ParseFailed("corrupt", "The file holds broken or too deeply nested XML.") from error
    information = root.getroottree().docinfo
    declared = information.internalDTD is not None and any(True for _ in information.internalDTD.iterentities())
    if declared or (information.doctype and not doctype):
        raise ParseFailed("unsupported", "The file declares XML entities or a document type, which is refused.")
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
