"""Uploads and downloads."""

import hashlib
import socket

import pytest

from appliance.kernel.problem import BadRequest, UnsupportedMediaType
from appliance.web.downloads import RangeNotSatisfiable, disposition, span
from appliance.web.uploads import boundary_of, plain_name
from tests.web import toy

TEXT = b"The quick brown fox jumps over the lazy dog. " * 40
SHA = hashlib.sha256(TEXT).hexdigest()


@pytest.fixture
def note(house, cleo):
    return house.call("toy.write_note", by=cleo, text="x").json["id"]


def form(content=TEXT, filename="a.txt", more=b"", name="file"):
    head = f'--b\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\nContent-Type: text/plain\r\n\r\n'
    return more + head.encode() + content + b"\r\n--b--\r\n"


def part(name, value):
    return f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()


def upload(house, by, note, body, **headers):
    sent = {"Content-Type": "multipart/form-data; boundary=b"} | headers
    return house.post(f"/api/notes/{note}/files", by=by, body=body, headers=sent)


def blobs(house):
    return [path.name for path in (house.config.data_dir / "files").rglob("*") if path.is_file()]


def test_a_file_and_its_parts_arrive(house, cleo, note):
    reply = upload(house, cleo, note, form(more=part("title", "Ein Titel é")))
    assert reply.json == {"word": f"{SHA} {len(TEXT)} text/plain Ein Titel é"}
    assert blobs(house) == [SHA]


@pytest.mark.parametrize(("body", "status"), [
    (b"nonsense", 400),
    (form()[:-5], 400),
    (form(b"x" * (toy.UPLOAD_LIMIT + 1)), 413),
    (form(b"x" * (toy.UPLOAD_LIMIT + 2_000_000)), 413),
    (part("title", "t") + b"--b--\r\n", 422),
    (form(name="other"), 422),
    (form(more=form()[:-8] + b"\r\n"), 422),
    (form(more=part("title", "x" * 300_000)), 413),
    (form(more=b"".join(part(f"p{n}", "x") for n in range(30))), 400),
])  # fmt: skip
def test_what_is_refused_leaves_nothing_behind(house, cleo, note, body, status):
    assert upload(house, cleo, note, body).status == status
    assert blobs(house) == []


def test_a_file_of_exactly_the_limit_is_taken(house, cleo, note):
    assert upload(house, cleo, note, form(b"x" * toy.UPLOAD_LIMIT)).status == 201


def test_another_media_type_is_unsupported(house, cleo, note):
    assert upload(house, cleo, note, b"{}", **{"Content-Type": "application/json"}).status == 415
    assert (
        house.post(
            "/api/notes", by=cleo, body=form(), headers={"Content-Type": "multipart/form-data; boundary=b"}
        ).status
        == 415
    )


def test_a_cut_connection_leaves_nothing_behind(house, cleo, note):
    head = (f"POST /api/notes/{note}/files HTTP/1.1\r\nHost: x\r\nAuthorization: {cleo.headers['Authorization']}\r\n"
            "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 90000\r\n\r\n")  # fmt: skip
    with socket.create_connection(("127.0.0.1", house.port)) as wire:
        wire.sendall(head.encode() + form(b"x" * 50_000)[:-20])
    while house.gate.in_flight:
        pass
    assert blobs(house) == []
    assert toy.calls == ["x"]


def test_an_upload_is_replayed_by_its_content(house, cleo, note):
    key = {"Idempotency-Key": "k"}
    first = upload(house, cleo, note, form(), **key)
    other_boundary = form().replace(b"--b", b"--c")
    again = upload(house, cleo, note, other_boundary, **key, **{"Content-Type": "multipart/form-data; boundary=c"})
    assert (again.body, again.headers["idempotency-replayed"]) == (first.body, "true")
    assert upload(house, cleo, note, form(b"other"), **key).code == "IDEMPOTENCY_KEY_REUSED"
    assert toy.calls == ["x", SHA]


class TestDownloads:
    @pytest.fixture
    def path(self, house, cleo, note):
        upload(house, cleo, note, form(filename="r\u00e9sum\u00e9 \u202e.pdf"))
        return f"/api/notes/{note}/files/{SHA}"

    def test_a_file_comes_as_an_attachment_that_runs_nothing(self, house, cleo, path):
        reply = house.get(path, by=cleo)
        assert reply.body == TEXT
        assert (
            reply.headers["content-disposition"]
            == "attachment; filename=\"r_sum_ .pdf\"; filename*=UTF-8''r%C3%A9sum%C3%A9%20.pdf"
        )
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in reply.headers["content-security-policy"]

    @pytest.mark.parametrize(
        ("asked", "start", "end"), [("bytes=0-9", 0, 10), ("bytes=-5", -5, None), ("bytes=10-", 10, None)]
    )
    def test_a_part_can_be_asked_for(self, house, cleo, path, asked, start, end):
        reply = house.get(path, by=cleo, headers={"Range": asked})
        assert (reply.status, reply.body) == (206, TEXT[start:end])
        assert reply.headers["content-range"].endswith(f"/{len(TEXT)}")

    def test_beyond_the_end_is_refused(self, house, cleo, path):
        reply = house.get(path, by=cleo, headers={"Range": "bytes=99999-"})
        assert (reply.status, reply.headers["content-range"]) == (416, f"bytes */{len(TEXT)}")

    def test_what_the_caller_has_is_not_sent_again(self, house, cleo, path):
        etag = house.get(path, by=cleo).headers["etag"]
        assert house.get(path, by=cleo, headers={"If-None-Match": etag}).status == 304
        assert house.get(path, by=cleo, headers={"Range": "bytes=0-1", "If-Range": '"x"'}).body == TEXT

    def test_head_tells_the_length(self, house, cleo, path):
        reply = house.send("HEAD", path, by=cleo)
        assert (reply.status, reply.headers["content-length"], reply.body) == (200, str(len(TEXT)), b"")


def test_a_large_file_comes_whole(house, cleo, note, monkeypatch):
    monkeypatch.setattr(toy, "UPLOAD_LIMIT", 3_000_000)
    content = bytes(range(256)) * 8000
    sha = upload(house, cleo, note, form(content)).json["word"].split()[0]
    assert house.get(f"/api/notes/{note}/files/{sha}", by=cleo).body == content


@pytest.mark.parametrize(
    "name", ["a\r\nSet-Cookie: x=1", 'a"; filename=b', "..\\..\\x", "a\x00b", "ü/ö", "\u202egnp.exe", "\ud800"]
)
def test_no_name_breaks_out_of_its_header(name):
    told = disposition(name)
    assert told.isascii()
    assert told.isprintable()
    assert told.count('"') == 2
    assert told.count(";") == 2


@pytest.mark.parametrize(("name", "plain"), [("../../etc/passwd", "passwd"), ("C:\\x\\y.txt", "y.txt"), ("", "file"), ("..", ".."),
                                             ("a\r\nb", "ab"), ("x" * 999, "x" * 255)])  # fmt: skip
def test_a_name_is_never_a_path(name, plain):
    assert plain_name(name) == plain


def test_ranges():
    assert span(None, 10) is None
    assert span("bytes=0-1,3-4", 10) is None
    assert span("bytes=2-100", 10) == (2, 9)
    with pytest.raises(RangeNotSatisfiable):
        span("bytes=-0", 10)


def test_a_content_type_beyond_latin_1_is_no_failure():
    with pytest.raises(UnsupportedMediaType):
        boundary_of("te\u4e00xt; boundary=b")


def test_a_boundary_is_needed():
    with pytest.raises(BadRequest):
        boundary_of("multipart/form-data")
