"""Content decides; names and declared types that contradict it are refused."""

import pytest
from parse_samples import docx, paragraph, pdf, zipped

from appliance.engines.parse.model import ParseFailed

PDF, DOCX, TEXT = pdf(["words"]), docx(paragraph("words")), b"just words"
HTML = b"<!doctype html><p>words"


@pytest.mark.parametrize(
    ("content", "filename", "media_type"),
    [
        (PDF, "a.docx", None),
        (PDF, "a.txt", None),
        (PDF, "a.png", None),
        (PDF, "a.pdf", "image/png"),
        (PDF, "a", "text/plain"),
        (DOCX, "a.pdf", None),
        (DOCX, "a.xlsx", None),
        (DOCX, "a.docx", "application/pdf"),
        (DOCX, "a.zip", None),
        (TEXT, "a.pdf", None),
        (TEXT, "a.docx", None),
        (TEXT, "a.exe", None),
        (TEXT, "a.jpg", None),
        (TEXT, "report\u202efdp.exe", None),
        (TEXT, "a.pdf.exe", None),
        (TEXT, "a.exe. ", None),
        (TEXT, "a.txt", "application/pdf"),
        (HTML, "a.pdf", "application/pdf"),
        (b"MZ\x90\x00\x03" + bytes(200), "a.txt", None),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "a.pdf", None),
        (b"\x7fELF" + bytes(100), "notes", None),
        (b"\x1f\x8b" + bytes(100), "a.txt", None),
        (zipped({"a.txt": "x"}), "a.docx", None),
        (bytes(range(256)) * 8, "a.txt", None),
    ],
)
def test_disguised_files_are_refused(refusal, content, filename, media_type):
    assert refusal(content, filename, media_type) == "unsupported"


@pytest.mark.parametrize(
    ("content", "filename", "media_type", "found"),
    [
        (PDF, "A.PDF", "application/pdf", "application/pdf"),
        (PDF, "no extension", None, "application/pdf"),
        (PDF, "a.pdf", "application/octet-stream", "application/pdf"),
        (b"a,b\n1,2", "a.csv", "application/vnd.ms-excel", "text/csv"),
        (b"a,b\n1,2", "export", "text/csv", "text/csv"),
        (HTML, "page", None, "text/html"),
        (HTML, "source.txt", "text/plain", "text/plain"),
        (TEXT, "a.unknown", "application/x-unknown", "text/plain"),
        (TEXT, "../../etc/passwd", None, "text/plain"),
        (TEXT, "CON", None, "text/plain"),
        (TEXT, "x" * 300 + ".md", None, "text/markdown"),
        (TEXT, "lone \ud800 surrogate.txt", "text/plain", "text/plain"),
    ],
)
def test_honest_files_are_read(parse, content, filename, media_type, found):
    assert parse(content, filename, media_type).media_type == found


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"RIFF\x00\x00\x00\x00AVI LIST", "a film"),
        (b"\x00\x00\x00\x20ftypM4A \x00", "a sound"),
        (b"8BPS\x00\x01" + bytes(40), "a picture of a rare kind"),
        (b"AC1027" + bytes(40), "a CAD drawing"),
        (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d" + bytes(40), "a OneNote section"),
        (b"SQLite format 3\x00" + bytes(40), "a database"),
        (b"\x01\x00\x00\x00" + bytes(36) + b" EMF", "a drawing"),
        (bytes(60) + b"BOOKMOBI", "a Kindle book"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(40), "a 7z archive"),
    ],
)
def test_a_refusal_says_what_the_file_is(parse, content, named):
    with pytest.raises(ParseFailed, match=f"^The file is {named}; "):
        parse(content, "file")


def test_letters_alone_do_not_make_a_drawing_of_text(parse):
    assert parse(b"AC1027 is the number of the order", "file").media_type == "text/plain"


@pytest.mark.parametrize(
    "content",
    [
        b"caf\xe9 " * 600 + bytes(100) + b"words " * 500,
        b"plain words " * 400 + b"\x00\x01\xff\xfe\x02\x93" * 600 + b"plain words " * 400,
    ],
)
def test_what_only_begins_as_text_is_not_read_as_text(refusal, content):
    assert refusal(content, "data") == "unsupported"


def test_a_log_with_a_hole_is_text(parse):
    assert "after" in parse(b"before the crash \xc3\xa9\n" * 90 + bytes(60) + b"\nafter it\n" * 90, "a.log").text
