"""Pages of a PDF over HTTP: the picture, the marks of a span, versions, and what is refused."""

import base64
from typing import Any

import pytest

from tests.driving import Driven, Reply
from tests.make_knowledge import PDF
from tests.people import Person
from tests.rooms.knowledge.test_at_the_door import Door


@pytest.fixture
def door(house: Driven, people: dict[str, Person]) -> Door:
    return Door(house, people)


def send(door: Door, path: str, name: str, data: bytes) -> Reply:
    head = f'--cut\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=cut"}
    reply = door.house.post(path, by=door.cleo, body=head.encode() + data + b"\r\n--cut--\r\n", headers=headers)
    assert reply.status in {200, 201}, reply.body
    return reply


def uploaded(door: Door, name: str = "ferry.pdf", data: bytes = PDF) -> tuple[str, str]:
    """The base and the place of a document that has been read."""
    base = door.base(door.cleo)
    place = send(door, f"/api/knowledge/{base}/documents", name, data).headers["location"]
    door.settle(base, door.cleo)
    return base, place


def page(door: Door, place: str, **query: Any) -> Reply:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return door.house.get(f"{place}/page?{asked}", by=door.dan)


def test_a_cited_span_is_marked_on_its_page(door: Door) -> None:
    base, place = uploaded(door)
    found = door.house.post(f"/api/knowledge/{base}/search", by=door.dan, json={"query": "quiet ferry"}).json["data"][0]
    shown = page(door, place, number=found["page"], start=found["start"], end=found["end"], width=600).json
    assert (shown["width"], shown["height"], shown["page_count"], shown["number"]) == (600, 200, 1, 1)
    assert base64.b64decode(shown["image"].removeprefix("data:image/png;base64,")).startswith(b"\x89PNG")
    (mark,) = shown["marks"]
    assert 0 < mark["left"] < 0.1
    assert 0.25 < mark["top"] < 0.5
    assert page(door, place).json["marks"] == []


def test_each_version_shows_its_own_file(door: Door) -> None:
    base, place = uploaded(door)
    send(door, f"{place}/replace", "second.pdf", PDF.replace(b"[0 0 300 100]", b"[0 0 300 300]"))
    door.settle(base, door.cleo)
    assert [page(door, place, width=300, version=number).json["height"] for number in (1, 2)] == [100, 300]
    assert page(door, place, version=3).status == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [({"number": 2}, 404), ({"number": 0}, 400), ({"version": 0}, 404), ({"number": -1}, 400), ({"width": 9}, 400), ({"width": 2001}, 400),
     ({"number": 2**70}, 400), ({"number": "x"}, 400), ({"start": 9, "end": 4}, 200), ({"start": 0, "end": 9**9}, 200)],
)  # fmt: skip
def test_odd_questions(door: Door, query: dict[str, Any], status: int) -> None:
    _, place = uploaded(door)
    assert page(door, place, **query).status == status


def test_what_has_no_pages_is_said_so(door: Door) -> None:
    _, place = uploaded(door, "ferry.txt", b"The quiet ferry leaves at nine.")
    told = page(door, place)
    assert (told.status, told.json["error"]["message"]) == (409, "Only pages of PDF files can be shown")
