"""EPUB: the chapters in the order of the spine, each read as a web page (EPUB 3.3, package document)."""

import posixpath
from urllib.parse import unquote

from appliance.engines.parse.archive import Archive
from appliance.engines.parse.document import Document
from appliance.engines.parse.encoding import decode
from appliance.engines.parse.markup import parse_xml
from appliance.engines.parse.model import Parsed, ParseFailed
from appliance.engines.parse.source import Source
from appliance.engines.parse.webpage import append_page


def parse(source: Source) -> Parsed:
    """Raises ParseFailed: encrypted for protected books, corrupt without a package document."""
    archive = Archive(source.data)
    if archive.has("META-INF/rights.xml"):
        raise ParseFailed("encrypted", "The book is protected against copying.")
    container = parse_xml(archive.read("META-INF/container.xml"))
    path = next((entry.get("full-path") or "" for entry in container.iter("{*}rootfile")), "")
    package = parse_xml(archive.read(path), doctype=True)
    document = Document(source.media_type)
    document.title = package.findtext(".//{http://purl.org/dc/elements/1.1/}title")
    files = {item.get("id"): unquote(item.get("href") or "") for item in package.iter("{*}item")}
    for entry in package.iter("{*}itemref"):
        chapter = posixpath.normpath(posixpath.join(posixpath.dirname(path), files.get(entry.get("idref"), "")))
        if archive.has(chapter):
            append_page(document, decode(archive.read(chapter)))
    return document.finish()
