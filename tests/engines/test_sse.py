import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.engines.sse import ServerEvent, SseFailed, SseReader

STREAM = (
    "\ufeff: comment\r\nevent: token\r\ndata: one\r\ndata: zwölf\r\n\r\n"
    "id: 7\rdata:two\r\rdata\n\nretry: 5\nevent: lost\n\ndata: last"
).encode()
EVENTS = [
    ServerEvent("token", "one\nzwölf"),
    ServerEvent("message", "two", "7"),
    ServerEvent("message", "", "7"),
    ServerEvent("message", "last", "7"),
]


def read(pieces, limit=1000):
    reader = SseReader(limit)
    return [event for piece in pieces for event in reader.feed(piece)] + list(reader.finish())


@given(st.lists(st.integers(0, len(STREAM)), max_size=30))
def test_any_split_gives_the_same_events(cuts):
    ends = [*sorted(cuts), len(STREAM)]
    starts = [0, *ends[:-1]]
    assert read(STREAM[start:end] for start, end in zip(starts, ends, strict=True)) == EVENTS


@pytest.mark.parametrize(
    "pieces",
    [
        [b"data: " + b"x" * 2000],
        [b"x" * 500] * 5,
        [b"data: " + b"x" * 400 + b"\n"] * 5,
        [b"data: " + b"x" * 2000 + b"\n\n"],
    ],
)
def test_lines_and_events_have_a_limit(pieces):
    with pytest.raises(SseFailed) as failure:
        read(pieces)
    assert failure.value.too_large


def test_broken_utf8_is_a_failure():
    with pytest.raises(SseFailed, match="UTF-8"):
        read([b"data: \xff\n\n"])
