"""Names what a file is that no parser reads, so that its sender learns more than that it was refused."""

from typing import Final

_MAGIC: Final = {
    "a sound": (
        b"ID3", b"OggS", b"fLaC", b"MThd", b"#!AMR", b".snd", b"FORM", b"\xff\xfb", b"\xff\xfa",
        b"\xff\xf3", b"\xff\xf1",
    ),
    "a sound or film": (b"0&\xb2u\x8ef\xcf\x11", b"\x1aE\xdf\xa3", b"FLV\x01", b".RMF"),
    "a Flash film": (b"CWS", b"FWS"),
    "a picture of a rare kind": (
        b"8BPS", b"\x00\x00\x00\x0cjP  ", b"\xff\x4f\xff\x51", b"\x00\x00\x00\x0cJXL ", b"BPG\xfb", b"icns",
        b"\x97JB2", b"AT&TFORM", b"II+\x00", b"\x0a\x05\x01\x08", b"\x00\x00\x01\x00\x01\x00",
    ),
    "a drawing": (b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00\x00\x03", b"\x01\x00\x00\x00l\x00\x00\x00"),
    "a CAD drawing": (b"AC10", b"(DWF V"),
    "a PostScript document": (b"%!PS",),
    "an InDesign document": (b"\x06\x06\xed\xf5\xd8\x1d\x46\xe5",),
    "a OneNote section": (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", b"\xa1\x2f\xff\x43\xd9\xef\x76\x4c"),
    "a Windows help file": (b"ITSF", b"?_\x03\x00"),
    "an Outlook mailbox": (b"!BDN",),
    "a protected electronic book": (b"ITOLITLS",),
    "an old Write document": (b"1\xbe\x00\x00", b"2\xbe\x00\x00"),
    "a Word document from before 1997": (b"\xdb\xa5\x2d\x00",),
    "a Hangul document": (b"HWP Document File",),
    "a Lotus 1-2-3 or Quattro Pro workbook": (b"\x00\x00\x02\x00", b"\x00\x00\x1a\x00"),
    "a database": (b"SQLite format 3\x00", b"\x00\x01\x00\x00Standard ", b"\xfe\xfe\x07\x01", b"\xfe\x01\x09"),
    "a 7z archive": (b"7z\xbc\xaf\x27\x1c",),
    "a RAR archive": (b"Rar!\x1a\x07",),
    "a Zstandard archive": (b"\x28\xb5\x2f\xfd",),
    "an archive of a rare kind": (
        b"MSCF", b"\x1f\x9d", b"\x04\x22\x4d\x18", b"\xff\x06\x00\x00sNaPpY", b"070701", b"\xc7\x71", b"!<arch>",
        b"\x60\xea", b"xar!", b"\xed\xab\xee\xdb",
    ),
    "a program": (b"\x7fELF", b"MZ", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\x00asm"),
    "a font": (b"wOFF", b"wOF2", b"OTTO", b"\x00\x01\x00\x00\x00"),
    "a property list": (b"bplist0",),
    "a certificate or a key": (b"0\x82", b"0\x81\xa4", b"0\x80"),
    "encrypted": (b"\x85\x02\x0c", b"\x85\x01\x0c"),
}  # fmt: skip
_BOXES: Final = ((b"M4A", "a sound"), (b"heic", "a picture of a rare kind"), (b"mif1", "a picture of a rare kind"))
_PALM: Final = {b"BOOKMOBI": "a Kindle book", b"TEXtREAd": "an electronic book for Palm"}


def name(head: bytes, *, is_binary: bool) -> str | None:
    """What a file of that beginning is called; None for what is not known.

    A beginning of ASCII characters counts only where the rest is no text.
    """
    if head[:4] == b"RIFF":
        return "a film" if head[8:12] == b"AVI " else "a sound"
    if head[4:8] == b"ftyp":
        return next((name for brand, name in _BOXES if head[8:12].startswith(brand)), "a film")
    if head[60:68] in _PALM:
        return _PALM[head[60:68]]
    if head[40:44] == b" EMF":
        return "a drawing"
    for what, magics in _MAGIC.items():
        found = next((magic for magic in magics if head.startswith(magic)), None)
        if found is not None and (is_binary or found == b"%!PS" or not found.isascii()):
            return what
    return None
