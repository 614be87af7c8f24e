"""Turns bytes of unknown encoding into text: marks first, then UTF-8, then what was declared, then detection."""

import codecs
import mmap
import re
from contextlib import suppress
from encodings.aliases import aliases
from typing import Final

import charset_normalizer

from appliance.engines.parse import latin
from appliance.engines.parse.sniff import utf16_without_mark

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CANDIDATES: Final = (
    "cp932", "gb18030", "big5", "big5hkscs", "euc_jp", "euc_kr", "cp949", "koi8_r", "koi8_u",
    "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874",
    "iso8859_2", "iso8859_15", "cp866", "iso2022_jp",
)  # fmt: skip
_EAST_ASIAN: Final = ("cp949", "cp932", "euc_jp", "gb18030", "big5")
_SMALL: Final = tuple(name for name in _CANDIDATES if name.startswith(("cp125", "koi8", "cp8", "iso")))
"""What is left once nothing looks East Asian: any two letters of Europe make a character of China."""
_JAPANESE: Final = ("cp932", "euc_jp")
_SAMPLE: Final = 32_768
_KANA, _HANGUL = re.compile("[\u3040-\u30ff]"), re.compile("[\uac00-\ud7a3]")
_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")


def preload() -> None:
    """Load every codec that may be needed: later no file can be opened."""
    for name in set(aliases.values()):
        with suppress(LookupError):
            codecs.lookup(name)
    charset_normalizer.from_bytes("Žluťoučký kůň úpěl".encode("cp1250") * 8, cp_isolation=list(_CANDIDATES)).best()


def decode(data: bytes | mmap.mmap, declared: str | None = None) -> str:
    """The text; bytes that fit no encoding become U+FFFD. Never raises."""
    content = bytes(data)
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(name, "replace")
    wide = utf16_without_mark(content[:4096])
    if wide:
        return content.decode(wide, "replace")
    try:
        if b"\x1b$" not in content[:_SAMPLE]:
            return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    return _as_declared(content, declared) or _mostly_utf8(content) or content.decode(_detect(content), "replace")


def _as_declared(content: bytes, declared: str | None) -> str | None:
    try:
        return content.decode(codecs.lookup(declared).name) if declared else None
    except (LookupError, ValueError, TypeError, OSError):
        return None


def _mostly_utf8(content: bytes) -> str | None:
    """UTF-8 with a few broken places: far more whole multi-byte characters than broken ones."""
    text = content.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    wide = sum(character > "\x7f" for character in text) - broken if broken * 20 < len(text) else 0
    return text if wide > 4 * broken or (len(text) > 1_000 and broken * 1_000 < len(text) and wide) else None  # noqa: PLR2004


def _detect(content: bytes) -> str:
    sample = content[:_SAMPLE].rpartition(b"\n")[0] if len(content) > _SAMPLE else content
    sample = sample or content[:_SAMPLE]
    certain = latin.fitting(sample) or _east_asian(sample)
    if certain:
        return certain
    found = charset_normalizer.from_bytes(sample, cp_isolation=list(_SMALL)).best()
    return latin.better(sample, found.encoding) if found else "cp1252"


def _east_asian(sample: bytes) -> str | None:
    """The East Asian encoding whose text looks most like one language; None when none looks like any.

    A short Shift-JIS table also decodes as other encodings, but to a jumble: real text mixes kana with few kinds of
    ideographs, or is Hangul, or is mostly common ideographs (those of the first level of each standard).
    """
    scores = {name: _likeness(sample, name) for name in _EAST_ASIAN}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > 0.5 else None  # noqa: PLR2004


def _likeness(sample: bytes, name: str) -> float:
    text = _tolerant(sample, name)
    wide = [character for character in text if character > "\x7f"]
    if not wide:
        return 0.0
    kana, hangul = len(_KANA.findall("".join(wide))), len(_HANGUL.findall("".join(wide)))
    common = sum(_is_common(character, name) for character in wide)
    odd = (
        len(wide)
        - kana
        - hangul
        - len(_IDEOGRAPH.findall("".join(wide)))
        - sum("\u3000" <= c <= "\u303f" for c in wide)
    )
    rare = 0.1 if name in _JAPANESE and not kana else 0.0
    return (common + kana + hangul - 2 * odd - 3 * text.count("\ufffd")) / len(wide) - rare


def _tolerant(sample: bytes, name: str) -> str:
    try:
        return sample.decode(name)
    except UnicodeDecodeError as error:
        return sample[: error.start].decode(name) if error.start > len(sample) - 4 else sample.decode(name, "replace")


def _is_common(character: str, name: str) -> bool:
    """Whether an ideograph is of the first level of the encoding's standard, where frequent ones stand."""
    if not _IDEOGRAPH.match(character):
        return False
    code = character.encode(name, "ignore")
    if len(code) != 2:  # noqa: PLR2004
        return False
    low, high = {
        "cp932": (0x889F, 0x9872),
        "euc_jp": (0xB0A1, 0xCFFE),
        "gb18030": (0xB0A1, 0xD7FE),
        "big5": (0xA440, 0xC67E),
        "cp949": (0, 0),
    }[name]
    return low <= int.from_bytes(code, "big") <= high
