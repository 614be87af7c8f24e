"""Packed answers are unpacked piece by piece; bombs and damage end early."""

import gzip
import zlib

import pytest

from appliance.engines.codings import PIECE, BadCoding, Unpacker

TEXT = b"The quiet ferry leaves at nine. " * 4_000
BARE = zlib.compressobj(wbits=-15)
PACKED = [
    ("gzip", gzip.compress(TEXT)), ("X-GZIP", gzip.compress(TEXT)), ("deflate", zlib.compress(TEXT)),
    ("deflate", BARE.compress(TEXT) + BARE.flush()),
]  # fmt: skip


@pytest.mark.parametrize(("coding", "packed"), PACKED, ids=["gzip", "x-gzip", "zlib", "bare"])
@pytest.mark.parametrize("size", [7, 1_000, 10**6])
def test_what_was_packed_comes_out(coding: str, packed: bytes, size: int) -> None:
    unpacker = Unpacker(coding)
    pieces = [part for at in range(0, len(packed), size) for part in unpacker.feed(packed[at : at + size])]
    unpacker.finish()
    assert b"".join(pieces) == TEXT
    assert max(map(len, pieces)) <= PIECE


def test_a_bomb_comes_in_small_pieces() -> None:
    bomb = gzip.compress(bytes(200 * 1024 * 1024))
    pieces = Unpacker("gzip").feed(bomb)
    assert sum(len(piece) for piece, _ in zip(pieces, range(10), strict=False)) <= 10 * PIECE


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip", "\x00"])
def test_other_codings_are_told(coding: str) -> None:
    with pytest.raises(BadCoding, match="not known"):
        Unpacker(coding)


def test_damage_and_a_missing_end_are_told() -> None:
    with pytest.raises(BadCoding, match="damaged"):
        list(Unpacker("gzip").feed(b"no gzip at all"))
    cut = Unpacker("gzip")
    list(cut.feed(gzip.compress(TEXT)[:100]))
    with pytest.raises(BadCoding, match="cut off"):
        cut.finish()
