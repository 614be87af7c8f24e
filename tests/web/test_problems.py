"""One shape for everything that goes wrong, also before and beside the gate."""

import json
import logging

import pytest

from appliance.kernel.problem import StorageFull
from appliance.store.files import Incoming
from tests.web import toy

LONG = "x" * 300


def post(house, by, body, content_type="application/json"):
    return house.post("/api/notes", by=by, body=body, headers={"Content-Type": content_type})


@pytest.mark.parametrize("body", [
    b"{", b"", b"nonsense", b'{"text": "\xff"}', b'{"text": NaN}', b'{"text": "\\ud800"}', b"[" * 5000, b'"text"', b"[1]",
    b"null", b'{"text": Infinity}', b"{'text': 1}",
])  # fmt: skip
def test_what_is_no_json_object_is_a_bad_request(house, cleo, body):
    reply = post(house, cleo, body)
    assert reply.status == (422 if body == b"" else 400)
    assert toy.calls == []


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "",
                                   "application/json; charset=latin-1"])  # fmt: skip
def test_what_does_not_say_that_it_is_json_is_unsupported(house, cleo, media):
    assert post(house, cleo, b'{"text": "x"}', media).status == 415


@pytest.mark.parametrize(
    "media", ["application/json", "application/json; charset=utf-8", "application/merge-patch+json"]
)
def test_json_has_several_names(house, cleo, media):
    assert post(house, cleo, b'{"text": "x"}', media).status == 201


@pytest.mark.parametrize(("body", "field", "kind"), [
    ({}, "text", "missing"),
    ({"text": LONG}, "text", "string_too_long"),
    ({"text": ["secret-value"]}, "text", "string_type"),
    ({"text": "x", "number": -1}, "number", "greater_than_equal"),
    ({"text": "x", "number": 2**63}, "number", "number_too_large"),
    ({"text": "x", "number": 10**40}, "number", "number_too_large"),
    ({"text": "nul \x00"}, "text", "value_error"),
])  # fmt: skip
def test_fields_that_are_not_right_are_named_and_never_echoed(house, cleo, body, field, kind):
    reply = post(house, cleo, json.dumps(body).encode())
    assert reply.status == 422
    (found,) = reply.error["details"]["fields"]
    assert (found["field"], found["type"]) == (field, kind)
    assert b"secret-value" not in reply.body


def test_fields_that_nobody_asked_for_are_ignored(house, cleo):
    assert house.post("/api/notes", by=cleo, json={"text": "x", "org_id": "org_x", "role": "admin"}).status == 201


def test_an_optional_body_may_be_left_out(house, cleo):
    assert house.post("/api/notes/loose", by=cleo).json == {"word": "none"}
    assert house.post("/api/notes/loose", by=cleo, json={"anything": {"a": 1}}).json == {"word": "some"}


@pytest.mark.parametrize("query", [
    "limit=0", "limit=101", "limit=x", "cursor=zz", "sort=owner", "nope=1", "text__nope=1", "text=%ff", "text=a&text=b",
    "text=%00",
])  # fmt: skip
def test_a_list_asked_for_in_a_wrong_way_is_a_bad_request(house, cleo, query):
    assert house.get(f"/api/notes?{query}", by=cleo).status == 400


@pytest.mark.parametrize("path", ["/api/nope", "/api/notes/kb_0", "/api/notes/usr_0123456789abcdefghjkmnpqrs/files", "/auth/x",
                                  "/static/nope.js", "/static/../appliance/config.py", "/api/notes/by-name/",
                                  "/api/notes/by-name/a%00b"])  # fmt: skip
def test_what_is_not_there_is_404(house, cleo, path):
    assert house.get(path, by=cleo, headers={"Accept": "text/html"}).code == "RESOURCE_NOT_FOUND"


def test_a_wrong_method_is_told_the_right_ones(house, cleo):
    reply = house.send("PUT", "/api/notes", by=cleo)
    assert reply.code == "METHOD_NOT_ALLOWED"
    assert reply.headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_options_tell_the_methods(house):
    reply = house.send("OPTIONS", "/api/notes/search")
    assert (reply.status, reply.headers["allow"]) == (204, "POST, OPTIONS")


def test_head_answers_as_get_without_a_body(house, cleo):
    got, head = (house.send(method, "/api/notes", by=cleo) for method in ("GET", "HEAD"))
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == got.headers["content-length"]


def test_a_literal_segment_beats_a_parameter_and_a_segment_stays_one(house, cleo):
    assert house.get("/api/notes/by-name/a%2Fb%20%C3%A9", by=cleo).json == {"word": "a/b é"}
    assert house.get("/api/notes/by-name/%ff", by=cleo).code == "BAD_REQUEST"


class TestFailures:
    @pytest.mark.parametrize(("how", "status"), [("value", 500), ("panic", 500), ("full", 507), ("handles", 503)])
    def test_nothing_inner_is_told(self, house, how, status, caplog):
        caplog.set_level(logging.CRITICAL)
        reply = house.get(f"/api/toy/fail/{how}")
        assert reply.status == status
        assert reply.error["request_id"]
        assert b"inner" not in reply.body
        assert b"secret" not in reply.body

    def test_a_rule_of_the_database_is_a_conflict_and_nothing_is_kept(self, house, cleo):
        assert house.call("toy.write_twice", by=cleo, text="x").code == "CONFLICT"
        assert house.get("/api/notes", by=cleo).json["pagination"]["total"] == 0

    def test_the_log_has_the_trace_and_the_request_id(self, house, caplog):
        request_id = house.get("/api/toy/fail/value").error["request_id"]
        (record,) = [record for record in caplog.records if record.name == "appliance"]
        assert request_id
        assert "inner" in str(record.exc_info[1])

    def test_a_header_cannot_begin_another(self, house):
        reply = house.get("/api/toy/text")
        assert reply.headers["x-odd"] == "aInjected: yes"
        assert "injected" not in reply.headers


def ask(house, text):
    return house.raw(text.replace("\n", "\r\n").encode())


class TestHeads:
    @pytest.mark.parametrize("head", [
        "GET /api/toy/health HTTP/1.1\n\n",
        "GET /api/toy/health HTTP/1.1\nHost : x\n\n",
        "GET /api/toy/health HTTP/1.1\nHost: x\nHost: y\n\n",
        "GET /api/toy/health HTTP/1.1\nHost: x\n folded: y\n\n",
        "GET /api/toy/health HTTP/1.1\nHost: x\nA: b\rC: d\n\n",
        "GET /api/toy/health HTTP/3.0\nHost: x\n\n",
        "nonsense\n\n",
        "POST /api/notes HTTP/1.1\nHost: x\nContent-Length: 1\nTransfer-Encoding: chunked\n\n",
        "POST /api/notes HTTP/1.1\nHost: x\nContent-Length: -1\n\n",
        "POST /api/notes HTTP/1.1\nHost: x\nContent-Length: 1\nContent-Length: 1\n\n",
    ])  # fmt: skip
    def test_a_malformed_head_is_a_bad_request_in_the_one_shape(self, house, head):
        answer = ask(house, head)
        assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 413"))
        assert json.loads(answer.partition(b"\r\n\r\n")[2])["error"]["code"] in ("BAD_REQUEST", "PAYLOAD_TOO_LARGE")

    def test_too_many_headers_are_too_large(self, house):
        answer = ask(house, f"GET / HTTP/1.1\nHost: x\nX: {'x' * 20_000}\n\n")
        assert answer.startswith(b"HTTP/1.1 413")

    @pytest.mark.settings(request_body_limit=1000)
    def test_a_chunked_body_is_counted_as_it_comes(self, house, cleo):
        auth = cleo.headers["Authorization"]
        head = f"POST /api/notes HTTP/1.1\nHost: x\nAuthorization: {auth}\nTransfer-Encoding: chunked\n\n"
        answer = house.raw(head.replace("\n", "\r\n").encode() + b"400\r\n" + b"x" * 0x400 + b"\r\n0\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 413")

    def test_a_dripping_head_is_cut(self, house, monkeypatch):
        import socket
        import time

        monkeypatch.setitem(house.app.config, "REQUEST_TIMEOUT", 0.2)
        with socket.create_connection(("127.0.0.1", house.port)) as wire:
            wire.settimeout(5)
            started = time.monotonic()
            answer = b""
            for letter in b"GET /api/toy/health HTTP/1.1\r\nHost: x\r\nA: " + b"b" * 1000:
                try:
                    wire.sendall(bytes([letter]))
                    wire.settimeout(0.02)
                    answer += wire.recv(1000)
                    break
                except TimeoutError:
                    continue
            assert time.monotonic() - started < 3
            assert answer.startswith(b"HTTP/1.1 400")


def test_a_full_disk_leaves_nothing_behind(house, cleo, monkeypatch):
    note = house.call("toy.write_note", by=cleo, text="x").json["id"]

    def full(self, data):
        raise StorageFull

    monkeypatch.setattr(Incoming, "write", full)
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc\r\n--b--\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    assert house.post(f"/api/notes/{note}/files", by=cleo, body=body, headers=headers).status == 507
    assert [path for path in (house.config.data_dir / "files").rglob("*") if path.is_file()] == []
