"""Files that lie, break or attack end with a reason; names never become paths; the documents beside them go on."""

import io
import zipfile

import pytest

from appliance.rooms.knowledge.documents import queries
from appliance.rooms.knowledge.documents.shapes import plain_filename, plain_media_type
from appliance.store.database import read_now
from tests.rooms.knowledge.living import Living
from tests.rooms.knowledge.people import BEN

WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'


def archive(**entries: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        for name, content in entries.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return made.getvalue()


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(10))
    + b"]><l>&k;</l>"
)
HOSTILE = {
    "bomb.docx": (archive(word__document_xml=b"0" * 60_000_000), {"bomb"}),
    "laughs.docx": (archive(word__document_xml=LAUGHS), {"corrupt", "empty", "bomb", "unsupported", "parser_error"}),
    "cut.docx": (archive(word__document_xml=WORD.format("x").encode())[:80], {"corrupt", "unsupported"}),
    "page.pdf": (b"<html><script>alert(1)</script></html>", {"unsupported"}),
    "program.txt": (b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 20, {"unsupported"}),
    "broken.pdf": (b"%PDF-1.7\n" + b"\x00" * 500, {"corrupt", "parser_error"}),
    "nothing.txt": (b"", {"empty"}),
    "blank.html": (b"<html><body> \n </body></html>", {"empty"}),
    "picture.png": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 64, {"corrupt", "empty"}),
}


def test_every_hostile_file_ends_with_a_reason_and_the_good_one_is_ready(living: Living) -> None:
    base = living.base(BEN)
    sent = {name: living.upload(base, name, data, by=BEN) for name, (data, _) in HOSTILE.items()}
    good = living.upload(base, "good.txt", b"The quiet coach goes to Zagreb.", by=BEN)
    living.settle()
    for name, document in sent.items():
        view = living.view(document, BEN)
        assert view.error is not None, (name, view.state)
        assert view.error.code in HOSTILE[name][1], name
        assert view.state == ("quarantined" if view.error.code == "bomb" else "failed"), name
        assert str(living.folder) not in view.error.message
    assert living.view(good, BEN).state == "ready"
    assert living.seen(base, BEN).documents_by_state["ready"] == 1
    assert living.engines.sandbox.status()["network"] in ("unshare", "seccomp")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/absolute/a.txt", "a.txt"),
        ("..", "document"),
        ("", "document"),
        ("a\x00b\r\nSet-Cookie: x.txt", "abSet-Cookie: x.txt"),
        ("gpj.\u202eexe.txt", "gpj.exe.txt"),
        ("CON.txt", "CON.txt"),
        (".hidden", "hidden"),
        ("Re\u0301sume\u0301.pdf", "R\u00e9sum\u00e9.pdf"),
        ("\ud800.txt", "?.txt"),
    ],
)
def test_names_are_made_plain(given: str, kept: str) -> None:
    assert plain_filename(given) == kept


def test_long_names_keep_their_ending() -> None:
    name = plain_filename("\u00e4" * 400 + ".pdf")
    assert name.endswith("\u00e4.pdf")
    assert 250 < len(name.encode()) <= 255
    assert len(plain_filename("x" * 300 + "." + "y" * 300).encode()) <= 255


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Text/HTML; charset=utf-8", "text/html"),
        ("text/html\r\nX: y", "application/octet-stream"),
        ("", "application/octet-stream"),
        ("a/" + "b" * 200, "application/octet-stream"),
    ],
)
def test_media_types_are_made_plain(given: str, kept: str) -> None:
    assert plain_media_type(given) == kept


def test_before_it_was_read_a_file_is_only_bytes(living: Living) -> None:
    base = living.base(BEN)
    living.run(living.work.stop(1))
    upload = living.receive("x.html", b"<html><body><p>The quiet coach.</p></body></html>")
    assert upload.sha256
    document = living.upload(base, "x.html", b"<html><body><p>The quiet coach.</p></body></html>", by=BEN)
    found = read_now(queries.original, document)
    assert (found.media_type, found.filename) == ("application/octet-stream", "x.html")
