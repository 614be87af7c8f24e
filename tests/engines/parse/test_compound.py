"""What a compound file is: its root decides, not what is embedded in it."""

import struct

import pytest
from parse_samples import TYPES, zipped

from appliance.engines.parse import ParseFailed
from appliance.engines.parse.programs import CONVERSIONS

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_NONE = 0xFFFFFFFF


def compound(*paths):
    """A compound file of empty streams at these paths, one storage deep at most (MS-CFB 2.2, 2.6)."""
    roots = list(dict.fromkeys(path.split("/")[0] for path in paths))
    deep = {name: [p.split("/")[1] for p in paths if p.startswith(f"{name}/")] for name in roots}
    entries = [("Root Entry", 5, _NONE, 1)]
    at = 1 + len(roots)
    for number, name in enumerate(roots):
        after = number + 2 if number + 1 < len(roots) else _NONE
        entries.append((name, 1 if deep[name] else 2, after, at if deep[name] else _NONE))
        at += len(deep[name])
    for inner in deep.values():
        first = len(entries)
        entries += [(n, 2, first + i + 1 if i + 1 < len(inner) else _NONE, _NONE) for i, n in enumerate(inner)]
    directory = b"".join(_entry(*entry) for entry in entries).ljust(-(-len(entries) // 4) * 512, b"\0")
    sectors = len(directory) // 512
    fat = [_FAT, *range(2, sectors + 1), _END]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, _END, 0, _END, 0) + struct.pack("<109I", 0, *[_FREE] * 108)
    return header + struct.pack("<128I", *fat, *[_FREE] * (128 - len(fat))) + directory


def _entry(name, kind, after, child):
    text = (name + "\0").encode("utf-16-le")
    links = struct.pack("<HBBIII", len(text), kind, 1, _NONE, after, child)
    return text.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", _END, 0)


def told(parse, content, name):
    with pytest.raises(ParseFailed) as caught:
        parse(content, name)
    return caught.value.code, caught.value.message


def test_an_embedded_document_does_not_say_what_the_whole_is(parse):
    whole = compound("Workbook", "MBD0001/WordDocument")
    assert told(parse, whole, "a.xls") == ("needs_converter", "xls")
    assert told(parse, compound("PowerPoint Document", "MBD1/Workbook"), "a.ppt") == ("needs_converter", "ppt")


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (compound("VisioDocument"), "a.vsd", "vsd"),
        (compound("Quill/QuillSub", "Contents"), "a.pub", "pub"),
        (compound("MatOST"), "a.wps", "wps"),
        (compound("CONTENTS", "SPELLING"), "a.wps", "wps"),
        (zipped({"[Content_Types].xml": TYPES, "xl/workbook.bin": "x"}), "a.xlsb", "xlsb"),
        (zipped({"[Content_Types].xml": TYPES, "visio/document.xml": "x"}), "a.vsdx", "vsdx"),
        (zipped({"Index/Document.iwa": "x"}), "a.pages", "pages"),
        (zipped({"Index/Document.iwa": "x"}), "a.numbers", "numbers"),
        (zipped({"Index.zip": "x"}), "a.key", "key"),
        (zipped({"buildVersionHistory.plist": "x", "index.xml": "x"}), "a", "pages"),
        (b"\xffWPC" + bytes(30), "a.wpd", "wpd"),
    ],
)
def test_what_only_a_converter_reads_is_known_by_its_content(parse, content, name, kind):
    assert told(parse, content, name) == ("needs_converter", kind)
    assert kind in CONVERSIONS


def test_inside_an_archive_it_is_named_and_left(parse):
    inner = zipped({"[Content_Types].xml": TYPES, "xl/workbook.bin": "x"})
    text = parse(zipped({"a.xlsb": inner, "b.xls": compound("Workbook"), "c.txt": "words"}), "a.zip").text
    assert "[Not read: The file is a binary Excel workbook; this type cannot be read.]" in text
    assert "[Not read: The file is damaged or cut off.]" in text
    assert text.endswith("words")


def test_a_name_that_contradicts_is_refused(parse):
    assert told(parse, zipped({"Index/Document.iwa": "x"}), "a.xlsx")[0] == "unsupported"


def test_names_of_streams_count_in_any_case(parse):
    assert told(parse, compound("WORDDOCUMENT"), "a.doc") == ("needs_converter", "doc")


def test_a_locked_new_document_is_encrypted(refusal):
    assert refusal(compound("EncryptionInfo", "EncryptedPackage"), "a.docx") == "encrypted"


@pytest.mark.parametrize(("stream", "said"), [("BodyText", "Hangul"), ("PP40", "before 1997"), ("zzz", "unknown type")])
def test_others_are_called_by_their_names(parse, stream, said):
    code, message = told(parse, compound(stream), "a.bin.x")
    assert code == "unsupported"
    assert said in message


def test_a_damaged_directory_is_searched_by_eye(parse):
    damaged = bytearray(compound("WordDocument"))
    damaged[48:52] = struct.pack("<I", 77_777)  # where the directory begins
    assert told(parse, bytes(damaged), "a.doc") == ("needs_converter", "doc")


@pytest.mark.parametrize("size", [0, 30, 70, 500, 2_000])
def test_what_only_begins_as_a_compound_file_is_of_unknown_type(refusal, size):
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(size), "a.txt") == "unsupported"


@pytest.mark.parametrize("size", [0x80, 0xFF, 0xFFFF])
def test_sizes_that_no_memory_holds_are_damage(parse, size):
    damaged = bytearray(compound("WordDocument"))
    damaged[30:32] = size.to_bytes(2, "little")  # the size of a sector as a power of two
    assert told(parse, bytes(damaged), "a.doc") == ("needs_converter", "doc")
