"""Holds the content of a file against its name and its declared media type (OWASP ASVS 5.2.2)."""

from typing import Final

from appliance.engines.parse.model import ParseFailed

IWORK: Final = ("pages", "key", "numbers")
"""Their packages look alike: the name says which of them one is."""
_TEXTUAL: Final = frozenset({"text", "html", "xml", "email", "mbox"})
_EXTENSIONS: Final = {
    "pdf": "pdf",
    **dict.fromkeys(("docx", "docm", "dotx", "dotm"), "docx"),
    **dict.fromkeys(("xlsx", "xlsm", "xltx", "xltm"), "xlsx"),
    **dict.fromkeys(("pptx", "pptm", "potx", "ppsx"), "pptx"),
    **dict.fromkeys(("odt", "ott"), "odt"),
    **dict.fromkeys(("ods", "ots"), "ods"),
    **dict.fromkeys(("odp", "otp"), "odp"),
    "rtf": "rtf",
    **dict.fromkeys(("eml", "emlx", "mht", "mhtml"), "email"),
    "msg": "msg",
    "mbox": "mbox",
    **dict.fromkeys(("p7m", "p7s"), "signed"),
    "tnef": "tnef",
    **dict.fromkeys(("doc", "dot"), "doc"),
    **dict.fromkeys(("xls", "xlt"), "xls"),
    **dict.fromkeys(("ppt", "pps", "pot"), "ppt"),
    **dict.fromkeys(("xps", "oxps"), "xps"),
    "xlsb": "xlsb",
    **dict.fromkeys(("vsd", "vst"), "vsd"),
    **dict.fromkeys(("vsdx", "vsdm", "vstx"), "vsdx"),
    "pub": "pub",
    "wps": "wps",
    "wpd": "wpd",
    **{name: name for name in IWORK},
    "zip": "zip",
    "tar": "tar",
    **dict.fromkeys(("gz", "tgz"), "gz"),
    **dict.fromkeys(("bz2", "tbz2"), "bz2"),
    **dict.fromkeys(("xz", "txz"), "xz"),
    **dict.fromkeys(("png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp"), "picture"),
    "epub": "epub",
    **dict.fromkeys(("html", "htm", "xhtml", "xht"), "html"),
    **dict.fromkeys(("md", "markdown", "mdown", "mkd"), "markdown"),
    **dict.fromkeys(("csv",), "csv"),
    **dict.fromkeys(("tsv", "tab"), "tsv"),
    **dict.fromkeys(("json", "geojson", "webmanifest"), "json"),
    **dict.fromkeys(("xml", "rss", "atom", "xsd", "xsl", "svg", "wsdl", "rdf"), "xml"),
    **dict.fromkeys(("txt", "text", "log", "rst", "adoc", "org", "jsonl", "ndjson", "tex", "srt", "vtt"), "text"),
}
_BINARY_NAMES: Final = frozenset((
    "7z", "rar", "jar", "war", "ico",
    "heic", "mp3", "mp4", "m4a", "wav", "ogg", "flac", "avi", "mov", "mkv", "webm", "exe", "dll", "so", "dylib",
    "msi", "com", "scr", "bin", "iso", "img", "dmg", "apk", "class", "pyc", "o", "a", "woff", "woff2", "ttf", "otf",
    "db", "sqlite", "sqlite3", "eps", "ps",
))  # fmt: skip
_MEDIA: Final = {
    "application/pdf": "pdf",
    "application/x-pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
    "application/epub+zip": "epub",
    "application/rtf": "rtf",
    "text/rtf": "rtf",
    "message/rfc822": "email",
    "application/vnd.ms-outlook": "msg",
    "application/mbox": "mbox",
    **dict.fromkeys(("application/pkcs7-mime", "application/x-pkcs7-mime"), "signed"),
    **dict.fromkeys(("application/ms-tnef", "application/vnd.ms-tnef"), "tnef"),
    "application/msword": "doc",
    "application/vnd.ms-powerpoint": "ppt",
    "application/x-tar": "tar",
    "application/gzip": "gz",
    "application/x-bzip2": "bz2",
    "application/x-xz": "xz",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/markdown": "markdown",
    "text/x-markdown": "markdown",
    "text/csv": "csv",
    "application/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json",
    "text/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
    "image/svg+xml": "xml",
}
_ZIPPED: Final = frozenset({"docx", "xlsx", "pptx", "odt", "ods", "odp", "epub", "zip"})
_WORDS: Final = frozenset({*_TEXTUAL, "markdown", "csv", "tsv", "json"})
"""Kinds that are text: only a name or a declared type tells most of them apart."""
_ANY: Final = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/x-download"})
NAMES: Final = {
    "pdf": "a PDF document",
    "docx": "a Word document",
    "xlsx": "an Excel workbook",
    "pptx": "a PowerPoint presentation",
    "odt": "an OpenDocument text",
    "epub": "an EPUB book",
    "ods": "an OpenDocument spreadsheet",
    "odp": "an OpenDocument presentation",
    "rtf": "an RTF document",
    "email": "a mail message",
    "msg": "an Outlook message",
    "mbox": "a mailbox",
    "signed": "a signed file",
    "tnef": "an Outlook message (winmail.dat)",
    "doc": "an old Word document",
    "xls": "an old Excel workbook",
    "ppt": "an old PowerPoint presentation",
    "xps": "an XPS document",
    "xlsb": "a binary Excel workbook",
    "vsd": "an old Visio drawing",
    "vsdx": "a Visio drawing",
    "pub": "a Publisher document",
    "wps": "a Works document",
    "wpd": "a WordPerfect document",
    "iwork": "a Pages, Numbers or Keynote document",
    **dict.fromkeys(IWORK, "a Pages, Numbers or Keynote document"),
    "zip": "a ZIP archive",
    "tar": "a TAR archive",
    "gz": "a gzip archive",
    "bz2": "a bzip2 archive",
    "xz": "an xz archive",
    "picture": "a picture",
    "html": "a web page",
    "xml": "XML",
    "text": "text",
}


def never_read(filename: str) -> ParseFailed | None:
    """Why a file of that name is not read within another, whatever it holds."""
    extension = _extension(filename)
    if _EXTENSIONS.get(extension) == "picture":
        return ParseFailed("unsupported", "The file is a picture; this type cannot be read.")
    return _refused(extension) if extension in _BINARY_NAMES else None


def check_claims(found: str, filename: str, media_type: str) -> tuple[str, str | None]:
    """The kind to read the file as, and the declared character set.

    Textual kinds are told apart by the name, then by the declared type: bytes alone cannot tell Markdown from text.
    Raises ParseFailed `unsupported` where name or type contradict the content.
    """
    extension = _extension(filename)
    declared, charset = _media_type(media_type)
    if extension in _BINARY_NAMES and found in _TEXTUAL:
        raise _refused(extension)
    if extension in _BINARY_NAMES:
        raise _contradiction(f"named .{extension}", found)
    named = _EXTENSIONS.get(extension)
    if named is not None and not _fits(named, found):
        raise _contradiction(f"named .{extension}", found)
    _check_declared(declared, found)
    if found == "iwork":
        return named or IWORK[0], charset
    if found not in _TEXTUAL:
        return found, charset
    told = named or _told(declared)
    if told in {None, "signed"} or (told == "text" and named is None):
        told = found
    return told, charset


def _told(declared: str) -> str | None:
    kind = _MEDIA.get(declared)
    return kind if kind is not None else "text" if declared.startswith("text/") else None


def _fits(claimed: str, found: str) -> bool:
    if found == "iwork":
        return claimed in IWORK
    if claimed == "signed" and found in _TEXTUAL:
        return True  # a mail whose signature stands apart
    return claimed in _WORDS if found in _TEXTUAL else claimed == found


def _check_declared(declared: str, found: str) -> None:
    kind = _MEDIA.get(declared)
    family = declared.partition("/")[0]
    if kind is not None:
        agrees = _fits(kind, found)
    elif family == "text":
        agrees = found in _TEXTUAL
    elif family == "image":
        agrees = found == "picture"
    elif family in {"audio", "video", "font", "model"}:
        agrees = False
    elif declared in {"application/zip", "application/x-zip-compressed"}:
        agrees = found in _ZIPPED
    else:
        agrees = True
    if not agrees and declared not in _ANY:
        raise _contradiction(f"declared as {declared}", found)


def _refused(extension: str) -> ParseFailed:
    return ParseFailed("unsupported", f"Files named .{extension} cannot be read.")


def _contradiction(claim: str, found: str) -> ParseFailed:
    return ParseFailed("unsupported", f"The file is {claim} but contains {NAMES.get(found, found)}.")


def _extension(filename: str) -> str:
    name = filename.replace("\\", "/").rpartition("/")[2].rstrip(". \x00")
    stem, dot, extension = name.rpartition(".")
    return extension.strip().lower() if dot and stem and extension.isascii() else ""


def _media_type(value: str) -> tuple[str, str | None]:
    declared, _, parameters = value.partition(";")
    charset = None
    for part in parameters.split(";"):
        name, _, content = part.partition("=")
        if name.strip().lower() == "charset":
            charset = content.strip(" \"'") or None
    return declared.strip().lower(), charset
