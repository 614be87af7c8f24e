"""A page as a picture, and the marks where a quotation stands on it."""

import struct
import zlib

import pytest
from parse_samples import pdf, written

from appliance.engines.parse import ParseFailed, Picture

LINES = ["The quiet ferry leaves the har-", "bour at nine in the morning.", "Nobody waits for the last one."]


@pytest.fixture
def draw(sandbox, tmp_path):
    def run(content, page=1, width=400, quote="") -> Picture:
        path = tmp_path / "document"
        path.write_bytes(content)
        return sandbox.picture(path, page, width=width, quote=quote)

    return run


def pixels(picture):
    """The rows of the picture, each a list of lightnesses."""
    at, packed = 8, b""
    while at < len(picture.png):
        size, name = struct.unpack_from(">I4s", picture.png, at)
        body = picture.png[at + 8 : at + 8 + size]
        assert zlib.crc32(name + body) == struct.unpack_from(">I", picture.png, at + 8 + size)[0]
        packed += body if name == b"IDAT" else b""
        at += 12 + size
    rows, stride = zlib.decompress(packed), picture.width * 3 + 1
    assert len(rows) == stride * picture.height
    return [[rows[y * stride + 1 + 3 * x] for x in range(picture.width)] for y in range(picture.height)]


def ink(picture, mark):
    """How many dark pixels lie within a mark."""
    across = slice(round(mark.left * picture.width), round((mark.left + mark.width) * picture.width))
    down = slice(round(mark.top * picture.height), round((mark.top + mark.height) * picture.height))
    return sum(shade < 128 for row in pixels(picture)[down] for shade in row[across])


def test_marks_lie_on_the_lines_of_the_quotation(draw):
    picture = draw(pdf(["Something else."], LINES), page=2, quote="ferry leaves\nthe harbour at nine")
    assert picture.width == 400
    assert len(picture.marks) == 2
    assert all(ink(picture, mark) > 20 for mark in picture.marks)
    first, second = picture.marks
    assert first.top < second.top
    assert first.left > second.left


def test_a_turned_page_is_marked_as_it_is_shown(draw):
    turned = pdf(LINES).replace(b"/MediaBox[0 0 612 792]", b"/Rotate 90/MediaBox[0 0 612 792]")
    picture = draw(turned, quote="Nobody waits for the last one")
    assert picture.width > picture.height
    (mark,) = picture.marks
    assert mark.height > mark.width
    assert ink(picture, mark) > 20


def test_sentences_are_marked_one_by_one_when_the_whole_is_not_there(draw):
    picture = draw(pdf(LINES), quote="Nobody waits for the last one. The rest stands on another page.")
    assert len(picture.marks) == 1


@pytest.mark.parametrize("quote", ["Words of another page altogether", "?!", "\N{COMBINING ACUTE ACCENT}"])
def test_what_is_not_there_is_not_marked(draw, quote):
    assert draw(pdf(LINES), quote=quote).marks == ()


def test_an_endless_page_becomes_no_endless_picture(draw):
    tall = pdf(LINES).replace(b"/MediaBox[0 0 612 792]", b"/MediaBox[0 0 3 14000]")
    assert draw(tall, width=2_000).height <= 4_000


@pytest.mark.parametrize("content", [pdf(LINES), b"no PDF at all", written(["<</Type/Catalog>>"])])
def test_a_page_that_is_not_there_is_refused(draw, content):
    with pytest.raises(ParseFailed) as caught:
        draw(content, page=7)
    assert caught.value.code in {"unsupported", "corrupt"}
