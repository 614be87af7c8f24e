"""Documents and requests that are broken, lie or attack."""

import struct
import zlib
from collections.abc import Mapping
from typing import Any

from tests.engines.parse.parse_samples import docx, paragraph, pdf, zipped

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ANY = "application/octet-stream"
_ENTRIES = b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(10))
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">' + _ENTRIES + b"]><l>&k;</l>"
XXE = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><l>before &a; after</l>'


def picture(width: int, height: int) -> bytes:
    """A PNG that claims this size."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head)) + bytes(64)


def locked_pdf() -> bytes:
    """A PDF with the entry of an encryption that nobody can open."""
    lock = b"/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -1/O<" + b"00" * 32 + b">/U<" + b"11" * 32 + b">>>"
    return pdf(["secret"]).replace(b"trailer<<", b"trailer<<" + lock + b"/ID[<00><00>]", 1)


def locked_docx() -> bytes:
    """What office programs make of a document with a password: an OLE file around it (MS-OFFCRYPTO 2.3)."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(480)


def broken() -> dict[str, tuple[bytes, str, set[str]]]:
    """Name -> content, declared type, codes of which one must be told. Made when asked for: some take a second."""
    return {
        "empty.txt": (b"", "text/plain", {"empty"}),
        "empty.pdf": (b"", "application/pdf", {"empty"}),
        "empty.docx": (docx(""), WORD, {"empty"}),
        "blank.html": (b"<html><body> \n </body></html>", "text/html", {"empty"}),
        "broken.pdf": (b"%PDF-1.7\n" + bytes(500), "application/pdf", {"corrupt"}),
        "half.pdf": (pdf(["whole"])[:150], "application/pdf", {"corrupt", "empty"}),
        "half.docx": (docx(paragraph("whole"))[:300], WORD, {"corrupt"}),
        "stub.docx": (b"PK\x03\x04" + bytes(40), WORD, {"corrupt", "unsupported"}),
        "locked.docx": (locked_docx(), WORD, {"encrypted"}),
        "bomb.docx": (zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": bytes(300_000_000)}), WORD, {"bomb"}),
        "many.xlsx": (zipped({"[Content_Types].xml": "<Types/>"} | {f"xl/{n}.xml": "" for n in range(70_000)}, 0), SHEET, {"bomb"}),
        "laughs.docx": (zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": LAUGHS}), WORD, {"corrupt", "bomb", "empty", "unsupported"}),
        "noise.txt": (bytes(range(256)) * 400, "text/plain", {"unsupported"}),
        "zeros.txt": (bytes(100_000), "text/plain", {"unsupported", "empty"}),
        "huge.png": (picture(65_535, 65_535), "image/png", {"unsupported", "corrupt"}),  # corrupt: Tesseract had a look
    }  # fmt: skip


HARD: Mapping[str, tuple[bytes, str, bytes]] = {
    # name: content, declared type, what has to be found in it
    "nested.html": (b"<div>" * 100_000 + b"deepest penguin" + b"</div>" * 100_000, "text/html", b"deepest penguin"),
    "nested.json": (b'{"a":' * 400 + b'"deeper walrus"' + b"}" * 400, "application/json", b"deeper walrus"),
    "latin.txt": ("Ein gr\u00fcner K\u00e4fer l\u00e4uft \u00fcber die Stra\u00dfe. ".encode("latin-1") * 20, "text/plain", "grüner Käfer".encode()),
    "utf8ish.txt": (b"The valid otter stands here. \xff\xfe\xfa The next sentence is fine again. " * 9, "text/plain", b"valid otter"),
    "nuls.txt": (b"The lynx\x00 is spotted here and there, in many places of this long line of text." * 9, "text/plain", b"spotted here"),
    "wide.txt": (("The marten has a mark of byte order. " * 9).encode("utf-16"), "text/plain", b"mark of byte order"),
    "line.txt": (b"weasel " * 200_000, "text/plain", b"weasel weasel"),
    "xxe.xml": (XXE, "application/xml", b"before"),
}  # fmt: skip
_MAGIC = {
    "PNG": b"\x89PNG\r\n\x1a\n", "JPEG": b"\xff\xd8\xff\xe0", "GIF": b"GIF89a", "ELF": b"\x7fELF\x02\x01\x01", "EXE": b"MZ\x90\x00",
    "GZIP": b"\x1f\x8b\x08", "7Z": b"7z\xbc\xaf\x27\x1c", "RAR": b"Rar!\x1a\x07\x00", "OLE": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "SQLITE": b"SQLite format 3\x00", "WASM": b"\x00asm\x01\x00", "MP4": b"\x00\x00\x00\x18ftypmp42", "CLASS": b"\xca\xfe\xba\xbe",
}  # fmt: skip
_NOISE = bytes(range(256)) * 4


def _disguised() -> dict[str, tuple[bytes, str]]:
    names = ("report.pdf", "report.docx", "notes.txt", "page.html", "table.csv", "read.md")
    types = ("application/pdf", WORD, "text/plain", "text/html", "text/csv", "text/markdown")
    found = {}
    for at, (kind, magic) in enumerate(_MAGIC.items()):
        name = names[at % len(names)]
        found[f"{kind.lower()}-{name}"] = (magic + _NOISE, types[at % len(types)])
    return found | {
        "page-as.pdf": (b"<html><script>alert(1)</script></html>", "application/pdf"),
        "page-as.docx": (b"<html><body>hello</body></html>", WORD),
        "pdf-as.txt": (pdf(["hello"]), "text/plain"),
        "docx-as.pdf": (docx(paragraph("hello")), "application/pdf"),
        "docx-as.xlsx": (docx(paragraph("hello")), SHEET),
        "zip-as.docx": (zipped({"a.txt": "hello"}), WORD),
        "text-as.png": (b"only words", "image/png"),
        "text-as.exe": (b"only words", ANY),
        "script-as-image.txt": (b"only words", "image/jpeg"),
    }


DISGUISED = _disguised()

NAMES: Mapping[str, bytes] = {
    "right to left": "invoice\u202etxt.exe.pdf".encode(),
    "bidi isolates": "\u2066a\u2069\u200fb.pdf".encode(),
    "carriage return": b"a\r\nX-Evil: 1.pdf",
    "escaped": b"a%0d%0aX-Evil: 1.pdf",
    "up": b"../../../../etc/passwd",
    "up with backslashes": b"..\\..\\windows\\system32\\evil.pdf",
    "absolute": b"/etc/cron.d/evil.pdf",
    "255 bytes": ("\u00e4" * 126 + ".pdf").encode()[:255],
    "longer": b"x" * 5_000 + b".pdf",
    "CON": b"CON",
    "device": b"NUL.pdf",
    "nul": b"a\x00b.pdf",
    "dots": b"..",
    "dot": b".",
    "none": b"",
    "spaces": b"   ",
    "quotes": b'a\\"b.pdf',
    "markup": b"<img src=x onerror=alert(1)>.pdf",
    "no utf-8": b"\xff\xfe\xfd.pdf",
    "formula": b"=cmd|' /C calc'!A0.csv.pdf",
}

BODIES: Mapping[str, tuple[bytes, Mapping[str, str]]] = {
    "nothing": (b"", {}),
    "null": (b"null", {}),
    "list": (b"[]", {}),
    "string": (b'"x"', {}),
    "open": (b"{", {}),
    "empty object": (b"{}", {}),
    "deep list": (b"[" * 200_000, {}),
    "deep object": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, {}),
    "deep value": (b'{"name":' + b"[" * 3_000 + b"]" * 3_000 + b"}", {}),
    "no utf-8": (b'{"name":"\xff\xfe","query":"\xff","message":"\xc3\x28"}', {}),
    "lone surrogate": (rb'{"name":"\ud800","query":"\ud800","message":"\ud800","email":"\ud800","password":"\ud800"}', {}),
    "numbers for words": (b'{"name":1,"query":2,"message":3,"email":4,"password":5,"license_key":6,"id":7}', {}),
    "objects for words": (b'{"name":{},"query":{},"message":{},"email":{},"password":[],"license_key":{},"id":[]}', {}),
    "huge number": (b'{"name":"x","query":"x","limit":' + b"9" * 400 + b"}", {}),
    "not a number": (b'{"name":"x","query":"x","limit":NaN}', {}),
    "unknown fields": (b'{"__proto__":{},"constructor":1,"org_id":"x","is_operator":true}', {}),
    "other type": (b"a=b", {"Content-Type": "application/x-www-form-urlencoded"}),
    "xml": (b"<a/>", {"Content-Type": "application/xml"}),
    "other charset": (b"{}", {"Content-Type": "application/json; charset=utf-16"}),
    "packed": (b"\x1f\x8b\x08\x00", {"Content-Encoding": "gzip"}),
    "multipart": (b"--x\r\n\r\n--x--", {"Content-Type": "multipart/form-data; boundary=x"}),
}  # fmt: skip
NUL_BODIES: Mapping[str, Any] = {
    "name": "a\0b",
    "email": "a\0b@x.example",
    "query": "\0",
    "message": "\0",
    "id": "a\0b",
}
