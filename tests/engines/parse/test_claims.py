"""Content decides; names and declared types that contradict it are refused."""

import pytest
from parse_samples import docx, paragraph, pdf, zipped

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
