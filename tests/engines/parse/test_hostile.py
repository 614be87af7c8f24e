"""Documents made to break a parser end in a clean refusal, or in text, and fast."""

import io
import struct
import time
import zipfile

import pytest
from parse_samples import TYPES, W, docx, locked_pdf, lying_zip, ole, paragraph, pdf, table, zipped

LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {name} "{f"&{below};" * 10}">' for below, name in zip("abcdefghi", "bcdefghij", strict=True)
) + "]>"  # fmt: skip
THEFT = '<!DOCTYPE x [<!ENTITY t SYSTEM "file:///etc/passwd">]>'


def part(prologue, text):
    document = f"{prologue}<w:document {W}><w:body>{paragraph(text)}</w:body></w:document>"
    return zipped({"[Content_Types].xml": TYPES, "word/document.xml": document})


@pytest.mark.parametrize(
    ("content", "filename", "code"),
    [
        (b"", "a.pdf", "empty"),
        (b"", "a.txt", "empty"),
        (b" \n\t\n", "a.txt", "empty"),
        (b"<html></html>", "a.html", "empty"),
        (b"%PDF-1.7\n" + b"\x93garbage" * 400, "a.pdf", "corrupt"),
        (pdf(["text"])[:40], "a.pdf", "corrupt"),
        (locked_pdf(), "a.pdf", "encrypted"),
        (docx(paragraph("text"))[:200], "a.docx", "corrupt"),
        (b"PK\x03\x04" + b"garbage" * 99, "a.docx", "corrupt"),
        (zipped({"[Content_Types].xml": TYPES, "word/other.xml": "<a/>"}), "a.docx", "corrupt"),
        (docx("<w:p><w:broken>"), "a.docx", "corrupt"),
        (ole("EncryptedPackage", "EncryptionInfo"), "a.docx", "encrypted"),
        (b"<html>" + b"<div>" * 100_000 + b"core", "a.html", "corrupt"),
        (b"<html>" + b"<b>" * 100_000 + b"core", "a.html", "corrupt"),
        (b'{"a": ', "a.json", "corrupt"),
        (b"[" * 100_000 + b"]" * 100_000, "a.json", "corrupt"),
        (b"<a>" * 100_000, "a.xml", "corrupt"),
        (f"{LAUGHS}<x>&j;</x>".encode(), "a.xml", "unsupported"),
        (f"{THEFT}<x>&t;</x>".encode(), "a.xml", "unsupported"),
        (part(LAUGHS, "&j;"), "a.docx", "unsupported"),
        (part(THEFT, "&t;"), "a.docx", "unsupported"),
        (zipped({"[Content_Types].xml": TYPES, "word/document.xml": bytes(60 << 20)}), "a.docx", "bomb"),
        (zipped({"[Content_Types].xml": TYPES, "word/document.xml": bytes(20 << 20)}), "a.docx", "bomb"),
        (zipped({f"word/{n}": "" for n in range(10_001)}), "a.docx", "bomb"),
        (lying_zip("word/document.xml", b"<a>" + bytes(9_000_001), 4_000), "a.docx", "corrupt"),
        (b'a,b\n1,"' + b"x" * 2_000_000, "a.csv", "corrupt"),
    ],
)
def test_refused_within_a_second(refusal, content, filename, code):
    started = time.monotonic()
    assert refusal(content, filename) == code
    assert time.monotonic() - started < 1


def test_a_zip_encrypted_by_entry_is_named_so(refusal):
    content = bytearray(docx(paragraph("text")))
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = content.find(mark)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(mark, at + 4)
    assert refusal(bytes(content), "a.docx") == "encrypted"


def test_an_entry_packed_by_an_unlisted_method_is_refused(refusal):
    entries = {"[Content_Types].xml": TYPES, "word/document.xml": "x" * 5_000}
    assert refusal(zipped(entries, zipfile.ZIP_LZMA), "a.docx") == "corrupt"


def test_what_nobody_reads_of_an_office_file_does_not_count(parse):
    buffer = io.BytesIO(docx(paragraph("text")))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/embeddings/drawing.emf", bytes(60 << 20))
    assert parse(buffer.getvalue(), "a.docx").text == "text"


def test_an_archive_written_in_the_large_form_is_read(parse):
    """Streaming writers leave the count to the record for large archives."""
    whole = docx(paragraph("text"))
    at = whole.rfind(b"PK\x05\x06")
    count, size, begin = struct.unpack("<HLL", whole[at + 10 : at + 20])
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, begin)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1)
    end = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    assert parse(whole[:at] + record + locator + end, "a.docx").text == "text"


def test_stored_pictures_do_not_make_a_bomb(parse):
    buffer = io.BytesIO(docx(paragraph("text")))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("word/media/film.mp4", bytes(range(256)) * (210_000 << 2))
    assert parse(buffer.getvalue(), "a.docx").text == "text"


@pytest.mark.parametrize("tag", [b"<table><tr><td>", b"<b>", b"<ul><li>", b"<span>"])
def test_deeply_nested_html_of_any_element_ends(parse, tag):
    assert "core" in parse(b"<html>" + tag * 1_900 + b"core", "a.html").text


def test_a_line_of_ten_megabytes_is_cut(parse):
    parsed = parse(b"x" * 10_000_000, "a.txt")
    assert len(parsed.text) == 10_000_000
    assert max(p.end - p.start for p in parsed.passages) <= 1_200


def test_a_table_of_many_cells_is_read(parse):
    parsed = parse(docx(table(*[[f"r{r}c{c}" for c in range(10)] for r in range(800)])), "a.docx")
    assert "r799c9" in parsed.text


def test_broken_bytes_become_replacement_characters(parse):
    text = "Größe und Maß der Dinge, täglich geprüft. ".encode() * 20
    parsed = parse(text + b"\xff\xfe\xc3" + text, "a.txt")
    assert "\ufffd" in parsed.text
    assert "täglich geprüft" in parsed.text


def test_lone_surrogates_and_nulls_leave_the_text(parse):
    parsed = parse(b'{"a": "x\\ud800y", "b": "p\\u0000q"}', "a.json")
    parsed.text.encode("utf-8")
    assert "\x00" not in parsed.text
    surrogate = "words \ud800 more words".encode("utf-16-le", "surrogatepass")
    assert parse(b"\xff\xfe" + surrogate, "b.txt").text == "words \ufffd more words"


def test_entities_never_reach_the_text(parse):
    assert parse(b"<html><body>&lt;script&gt; &#0; &copy;", "a.html").text.startswith("<script> ")


def test_names_in_an_archive_are_never_paths(parse, tmp_path):
    buffer = io.BytesIO(docx(paragraph("text")))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("../../../escaped", "x")
        archive.writestr("/word/absolute.xml", "x")
    assert parse(buffer.getvalue(), "../../a.docx").text == "text"
    assert [path.name for path in tmp_path.iterdir()] == ["document"]
