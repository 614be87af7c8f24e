"""Messages, archives, spreadsheets and presentations of other offices: what they say comes out, and no more."""

import pytest
from more_samples import PACKERS, letter, odp, ods, tar, xls
from parse_samples import docx, ole, paragraph, pdf, zipped

from appliance.engines.parse import ParseFailed
from appliance.engines.parse.outlook_rtf import unpacked


def test_rich_text_keeps_letters_and_loses_pictures(parse):
    content = (
        rb"{\rtf1\ansi\ansicpg1252{\info{\title Year plan}}{\fonttbl{\f0 Arial;}}\pard Caf\'e9 \u8364? five\par"
        rb"{\pict\pngblip " + b"0a" * 5_000 + rb"}\b Next\b0  line\par}"
    )
    parsed = parse(content, "a.rtf")
    assert parsed.title == "Year plan"
    assert "Café € five" in parsed.text
    assert "Next line" in parsed.text
    assert "0a0a" not in parsed.text
    assert "Arial" not in parsed.text


def test_open_spreadsheet_becomes_records(parse):
    parsed = parse(ods(("Item", "Price"), ("Lamp", "12"), ("Chair", "40")), "a.ods")
    assert parsed.text == "Prices\n\nItem | Price\n\nItem: Lamp; Price: 12\n\nItem: Chair; Price: 40"
    assert [heading.text for heading in parsed.headings] == ["Prices"]


def test_a_row_that_claims_a_million_repeats_is_held(parse):
    parsed = parse(ods(("Item", "Price"), ("Lamp", "12"), repeat=1_048_576), "a.ods")
    assert parsed.text.count("Lamp") == 1_000


def test_open_presentation_has_a_page_a_slide(parse):
    parsed = parse(odp(("Start", "Welcome all", "Speak slowly"), ("End", "Good bye", "")), "a.odp")
    assert parsed.text == "Start\n\nWelcome all\n\nSpeak slowly\n\nEnd\n\nGood bye"
    assert [page.number for page in parsed.pages] == [1, 2]
    assert {passage.page for passage in parsed.passages} <= {1, 2}


def test_message_with_attachments(parse):
    parsed = parse(
        letter(("plan.docx", docx(paragraph("Chapter one", "H1"))), ("a.exe", b"MZ\x90\0"), html="<p>Not twice</p>"),
        "a.eml",
    )
    assert parsed.title == "Räumung"
    assert "From: Ann <ann@example.org>" in parsed.text
    assert "zebras" in parsed.text
    assert "Not twice" not in parsed.text
    assert "Chapter one" in parsed.text
    assert "[Not read: " in parsed.text
    assert [(heading.level, heading.text) for heading in parsed.headings] == [
        (1, "Räumung"), (1, "plan.docx"), (2, "Chapter one"), (1, "a.exe")
    ]  # fmt: skip


def test_message_of_html_alone_and_one_inside_another(parse):
    inner = letter(subject="Within")
    page = inner.replace(b"text/plain", b"text/html").replace(b"The plain", b"<h2>Head</h2><script>no</script>The")
    text = parse(letter(("fwd.eml", page)), "a.eml").text
    assert "Within" in text
    assert "Head" in text
    assert "script" not in text


def test_a_message_without_a_name_is_known_by_its_head(parse):
    assert parse(letter(), "message").media_type == "message/rfc822"
    assert parse(b"Note: one\nto: do\n\nhello", "a").media_type == "text/plain"


@pytest.mark.parametrize("head", [b"Subject: =?utf-8?q?=ff=fe?= \x00\n", b"Date: never\n", b"Content-Type: a/b/c; x\n"])
def test_malformed_messages_are_read_as_far_as_they_go(parse, head):
    content = head + b"From: \xff\nTo: <<<\nMIME-Version: x\n\nstill words here"
    assert "still words here" in parse(content, "a.eml").text


def test_old_workbook(parse):
    parsed = parse(xls(), "a.xls", "application/vnd.ms-excel")
    assert parsed.text == "Stock\n\nItem | Count\n\nItem: Lantern; Count: 42\n\nItem: Rope; Count: 7.5"


MEMBERS = {
    "docs/a.txt": b"first words",
    "b.pdf": pdf(["second words"]),
    "__MACOSX/x.txt": b"third",
    ".git/c.txt": b"no",
}


@pytest.mark.parametrize(
    ("content", "name"),
    [(zipped(MEMBERS), "a.zip"), (tar(MEMBERS), "a.tar")]
    + [(pack(tar(MEMBERS)), f"a.tar.{ending}") for ending, pack in PACKERS.items()],
)
def test_archives_give_what_they_hold(parse, content, name):
    parsed = parse(content, name)
    assert parsed.text == "docs/a.txt\n\nfirst words\n\nb.pdf\n\nsecond words"
    assert [heading.text for heading in parsed.headings] == ["docs/a.txt", "b.pdf"]
    assert parsed.pages == ()


@pytest.mark.parametrize(("ending", "pack"), PACKERS.items())
def test_one_packed_file_is_read_by_the_name_within(parse, ending, pack):
    assert parse(pack(b"# Title\n\nwords"), f"notes.md.{ending}").headings[0].text == "notes.md"


def test_archives_inside_archives_end(parse):
    content = zipped({"deep.txt": b"deep words"})
    for _ in range(4):
        content = zipped({"a.zip": content})
    text = parse(content, "a.zip").text
    assert "deep words" not in text
    assert "lies too deep" in text


@pytest.mark.parametrize(
    ("content", "filename", "code"),
    [
        (PACKERS["gz"](bytes(60 << 20)), "a.gz", "bomb"),
        (PACKERS["xz"](bytes(60 << 20)), "a.xz", "bomb"),
        (PACKERS["bz2"](bytes(60 << 20)), "a.bz2", "bomb"),
        (PACKERS["gz"](b"words")[:12], "a.gz", "corrupt"),
        (b"BZh9" + b"garbage\0" * 50, "a.bz2", "corrupt"),
        (tar({"a.txt": b"x" * 5_000})[:2_000], "a.tar", "corrupt"),
        (zipped({f"{n}.txt": "word" for n in range(2_001)}), "a.zip", "bomb"),
        (b"{\\rtf1" + b"{" * 50_000, "a.rtf", "empty"),
        (ole("__properties_version1.0"), "a.msg", "corrupt"),
        (xls()[:3_000], "a.xls", "unsupported"),
    ],
    ids=lambda value: "content" if isinstance(value, bytes) else value,
)
def test_broken_ones_are_refused(refusal, content, filename, code):
    assert refusal(content, filename) == code


def test_compressed_rich_text_of_the_specification():
    """MS-OXRTFCP 4.1.1."""
    content = bytes.fromhex(
        "2d000000 2b000000 4c5a4675 f1c5c7a7 03000a00 72637067 31323542 320af320 68656c09 00206277 05b06c64 7d0a800f a0"
    )
    assert unpacked(content) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_uncompressed_rich_text_and_nonsense():
    plain = b"{\\rtf1 hello}"
    head = (len(plain) + 12).to_bytes(4, "little") + len(plain).to_bytes(4, "little") + b"MELA" + bytes(4)
    assert unpacked(head + plain) == plain
    with pytest.raises(ParseFailed):
        unpacked(b"short")
    with pytest.raises(ParseFailed):
        unpacked(head.replace(b"MELA", b"what") + plain)


def test_rtf_joins_the_halves_of_rare_characters(parse):
    assert parse(rb"{\rtf1\ansi\uc1 a\u-10179?\u-8704?b}", "a.rtf").text == "a\U0001f600b"


def test_rtf_with_a_stray_mark_amid_a_group_keeps_its_words(parse):
    assert parse(rb"{\rtf1\ansi{\f2\i0\*\cs7\cf0 quick fox}\par{\*\generator no;}}", "a.rtf").text == "quick fox"


def test_a_message_that_was_forwarded_as_a_file_is_read(parse):
    inner = b"From: eve@a.test\nTo: bo@a.test\nSubject: Inner\nDate: Mon, 2 Jan 2023 10:00:00 +0000\n\nthe inner words"
    head = b"From: a@a.test\nTo: b@a.test\nSubject: Outer\nDate: Mon, 2 Jan 2023 10:00:00 +0000\n"
    kinds = b"MIME-Version: 1.0\nContent-Type: multipart/digest; boundary=x\n\n--x\nContent-Type: message/rfc822\n\n"
    text = parse(head + kinds + inner + b"\n--x--\n", "a.eml").text
    assert "Outer" in text
    assert "the inner words" in text


def test_an_xps_document_is_read_page_by_page(parse):
    kind = "http://schemas.microsoft.com/xps/2005/06/fixedrepresentation"
    pages = {
        f"Documents/1/Pages/{n}.fpage": f'<FixedPage><Glyphs OriginY="9" UnicodeString="{{}}Page"/><Glyphs OriginY="9" '
        f'UnicodeString="{n}"/><Glyphs OriginY="20" OriginX="5" FontRenderingEmSize="10" UnicodeString="be"/>'
        '<Glyphs OriginY="20" OriginX="15" UnicodeString="low"/></FixedPage>'.encode("utf-16")
        for n in (1, 2)
    }
    entries = {
        "_rels/.rels": f'<Relationships><R Id="r" Type="{kind}" Target="FixedDocSeq.fdseq"/></Relationships>',
        "FixedDocSeq.fdseq": '<FixedDocumentSequence><DocumentReference Source="/Documents/1/FixedDoc.fdoc"/>'
        "</FixedDocumentSequence>",
        "Documents/1/FixedDoc.fdoc": '<FixedDocument><PageContent Source="Pages/2.fpage"/><PageContent Source="Pages/1.fpage"/>'
        "</FixedDocument>",
    }
    parsed = parse(zipped(entries | pages), "a.xps")
    assert parsed.text == "Page 2\nbelow\n\nPage 1\nbelow"
    assert [page.number for page in parsed.pages] == [1, 2]


def test_a_member_that_fails_costs_the_others_nothing(parse, refusal):
    bad = bytearray(zipped({"bad.txt": "broken", "good.txt": "whole words", "a.png": bytes(3 << 20)}))
    bad[bad.index(b"bad.txt") + 8] ^= 0xFF
    text = parse(bytes(bad), "a.zip").text
    assert "[Not read: The file is damaged" in text
    assert "whole words" in text
    assert "[Not read: The file is a picture" in text
    alone = bytearray(zipped({"bad.txt": "broken"}))
    alone[alone.index(b"bad.txt") + 8] ^= 0xFF
    assert refusal(bytes(alone), "a.zip") == "corrupt"
