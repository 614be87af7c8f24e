"""Mail beyond the plain letter: mailboxes, signed mail, winmail.dat, alternatives and pictures that bodies show."""

import base64
import struct

import pytest
from more_samples import letter

SIGNED = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
ENVELOPED = SIGNED[:-1] + b"\x03"
DATA = SIGNED[:-1] + b"\x01"
HEAD = b"From: a@b.c\nTo: d@e.f\nSubject: Order\nDate: Mon, 2 Jan 2023 10:00:00 +0000\nMIME-Version: 1.0\n"


def ber(tag: int, *content: bytes) -> bytes:
    inside = b"".join(content)
    return bytes((tag, 0x82)) + len(inside).to_bytes(2, "big") + inside


def endless(tag: int, *content: bytes) -> bytes:
    return bytes((tag, 0x80)) + b"".join(content) + b"\0\0"


def signed(*content: bytes, wrap=ber) -> bytes:
    """ContentInfo of SignedData: version, digests, the content, no certificates, no signatures (RFC 5652 5.1)."""
    told = wrap(0xA0, *content) if content else b""
    return wrap(0x30, SIGNED, wrap(0xA0, wrap(0x30, b"\x02\x01\x01", ber(0x31), wrap(0x30, DATA, told), ber(0x31))))


def test_what_was_signed_is_read(parse):
    assert parse(signed(ber(0x04, b"signed words")), "a.txt.p7m").text == "signed words"


def test_what_was_signed_in_pieces_of_open_length_is_read(parse):
    content = signed(endless(0x24, ber(0x04, b"<a>two "), ber(0x04, b"pieces</a>")), wrap=endless)
    assert parse(content, "a.xml.p7m", "application/pkcs7-mime").text == "two pieces"


def test_signed_mail_is_read_as_mail(parse):
    inner = b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nCaf=C3=A9"
    mail = HEAD + b'Content-Type: application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"\n'
    mail += b"Content-Disposition: attachment; filename=smime.p7m\nContent-Transfer-Encoding: 8bit\n\n"
    assert "Café" in parse(signed(ber(0x04, inner)), "smime.p7m").text
    assert parse(
        mail.replace(b"8bit", b"base64") + base64.encodebytes(signed(ber(0x04, inner))), "a.eml"
    ).text.endswith("Café")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (signed(), "unsupported"),
        (signed(ber(0x04, b"cut off"))[:-12], "corrupt"),
        (signed(b"\x24\x80" * 5000), "corrupt"),
        (ber(0x30, ENVELOPED, ber(0xA0, b"\x02\x01\x00")), "encrypted"),
    ],
)
def test_signed_files_without_words_are_refused(refusal, content, code):
    assert refusal(content, "a.p7m") == code


def test_a_signature_beside_the_mail_is_no_attachment(parse):
    mail = HEAD + b'Content-Type: multipart/signed; boundary="x"\n\n--x\nContent-Type: text/plain\n\nplain words\n'
    mail += b"--x\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\nMIIB\n--x--"
    for name in ("a.eml", "a.p7s"):
        assert parse(mail, name).text.endswith("plain words")


MAILBOX = b"From a@b.c Mon Jan  2 10:00:00 2023\n" + HEAD + b"\nfirst\n>From here on\n\n"
MAILBOX += b"From d@e.f Tue Jan  3 10:00:00 2023\n" + HEAD.replace(b"Order", b"Answer") + b"\nsecond\nFrom now on\n"


@pytest.mark.parametrize("name", ["a.mbox", "Inbox"])
def test_every_message_of_a_mailbox_stands_under_its_subject(parse, name):
    parsed = parse(MAILBOX, name)
    assert parsed.media_type == "application/mbox"
    assert [heading.text for heading in parsed.headings] == ["Order", "Answer"]
    assert "\nFrom here on" in parsed.text
    assert parsed.text.endswith("second\nFrom now on")


def test_a_mailbox_without_marks_is_one_message(parse):
    assert parse(HEAD + b"\nwords", "a.mbox").text.endswith("words")


def test_a_message_of_apple_mail_is_read_without_what_follows_it(parse):
    message = HEAD + b"\nwords"
    parsed = parse(f"{len(message)}\n".encode() + message + b"<?xml version='1.0'?><plist>flags</plist>", "1.emlx")
    assert parsed.text.startswith("Order")
    assert parsed.text.endswith("words")


def parted(kind: bytes, *parts: bytes) -> bytes:
    mark = b"b" + kind[:3]
    return b'Content-Type: multipart/%s; boundary="%s"\n\n' % (kind, mark) + b"".join(
        b"--%s\n%s\n" % (mark, part) for part in parts
    ) + b"--%s--\n" % mark  # fmt: skip


PLAIN = b"Content-Type: text/plain\n\nplain words"
PAGE = b"Content-Type: text/html\n\n<p>shown words"
LOGO = b"Content-Type: image/png; name=logo.png\nContent-ID: <1>\n\n\x89PNG"
FILE = b"Content-Type: application/octet-stream\nContent-Disposition: attachment; filename=list.csv\n\na,b\n1,2\n"


def test_files_beside_the_other_alternative_count(parse):
    text = parse(HEAD + parted(b"alternative", PLAIN, parted(b"mixed", PAGE, FILE)), "a.eml").text
    assert "plain words" in text
    assert "shown words" not in text
    assert "list.csv" in text


def test_a_blank_alternative_gives_way(parse):
    assert "shown words" in parse(HEAD + parted(b"alternative", b"Content-Type: text/plain\n\n \n", PAGE), "a.eml").text


def test_pictures_that_the_body_shows_are_not_listed(parse):
    text = parse(HEAD + parted(b"related", PAGE, LOGO), "a.eml").text
    assert text.endswith("shown words")


def attribute(level: int, number: int, value: bytes) -> bytes:
    return struct.pack("<BHHI", level, number, 6, len(value)) + value + b"\0\0"


def properties(*values: bytes) -> bytes:
    return struct.pack("<I", len(values)) + b"".join(values)


def wide(number: int, text: str) -> bytes:
    value = (text + "\0").encode("utf-16-le")
    return struct.pack("<HHII", 0x1F, number, 1, len(value)) + value + bytes(-len(value) % 4)


TNEF = (
    b"\x78\x9f\x3e\x22\x01\x00"
    + attribute(1, 0x8004, b"Subject of it\0")
    + attribute(1, 0x9003, properties(struct.pack("<HHI", 3, 7, 1), wide(0x1000, "body words")))
    + attribute(2, 0x9002, bytes(14))
    + attribute(2, 0x8010, b"LIST~1.CSV\0")
    + attribute(2, 0x800F, b"Item,Count\nRope,7\n")
    + attribute(2, 0x9005, properties(wide(0x3707, "list of all.csv")))
)


def test_winmail_holds_a_message_with_its_files(parse):
    parsed = parse(TNEF, "winmail.dat")
    assert parsed.title == "Subject of it"
    assert "body words" in parsed.text
    assert "list of all.csv" in parsed.text
    assert "Count: 7" in parsed.text


def test_winmail_in_a_mail_gives_its_files_alone(parse):
    text = parse(letter(("winmail.dat", TNEF)), "a.eml").text
    assert "Count: 7" in text
    assert "body words" not in text


def test_a_damaged_winmail_costs_the_mail_nothing(parse, refusal):
    assert refusal(TNEF[:60], "winmail.dat") == "corrupt"
    assert "[Not read: The file is damaged" in parse(letter(("winmail.dat", TNEF[:60])), "a.eml").text
