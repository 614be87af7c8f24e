"""Bad input through the real API: a clear refusal or a document's reason, never a mistake of ours, and nothing lost."""

import http.client
import socket
from pathlib import Path

import pytest

from tests.engines.parse.parse_samples import pdf
from tests.journeys.hostile import BODIES, DISGUISED, HARD, NAMES, NUL_BODIES, broken
from tests.journeys.running import Client, Running, eventually, form, part

pytestmark = pytest.mark.journey

GOOD = b"The patient tortoise was here before all the others."
TARGETS = ("/api/knowledge", "/api/search", "/api/chat", "/api/ingestion", "/api/ingestion/batch", "/api/agents",
           "/api/users", "/api/api-keys", "/api/license/apply", "/auth/admin-login", "/auth/setup")  # fmt: skip


@pytest.fixture(scope="module")
def base(ada: Client) -> str:
    """A knowledge base with a good document in it, before anything bad happens."""
    found = ada.post("/api/knowledge", {"name": "Shelf"})["id"]
    assert ada.upload_and_wait(found, {"good.txt": (GOOD, "text/plain")})["good.txt"]["state"] == "ready"
    return found


@pytest.fixture(autouse=True)
def _still_well(running: Running, ada: Client, base: str):
    """After every test the same process answers, and the good document is found."""
    pid = running.pid
    yield
    assert running.process is not None
    assert running.process.poll() is None
    assert running.pid == pid
    assert running.send("GET", "/api/health/ready").status == 200
    first = ada.post("/api/search", {"query": "patient tortoise"})["data"][0]
    assert ada.text(first) == GOOD.decode()
    assert running.errors == []


def refused(told) -> str:
    """The code of a refusal; fails when it is none, or our own mistake."""
    assert 400 <= told.status < 500, (told.status, told.body[:300])
    return told.code


def incoming(running: Running) -> list[str]:
    """Files of which only a part is there."""
    return [path.name for path in running.folder.rglob("incoming/*")]


def blobs(running: Running) -> int:
    """How many files are kept."""
    return sum(1 for path in running.folder.rglob("*") if path.is_file() and len(path.name) == 64)


def files_outside(running: Running) -> set[Path]:
    """Files around the data folder."""
    around = running.folder.parent.parent.rglob("*")
    return {path for path in around if path.is_file() and running.folder not in path.parents}


def raw(port: int, data: bytes, *, hang_up: bool = False) -> bytes:
    """Send bytes; the answer is what comes, also when the server closes before it has read all."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as wire:
        try:
            wire.sendall(data)
            if hang_up:
                return b""
            wire.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: wire.recv(65_536), b""))
        except (BrokenPipeError, ConnectionResetError):
            return b""


def upload_head(person: Client, base: str, length: str, kind: str) -> bytes:
    lines = {"Host": "x", **person.headers, "Content-Type": kind}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"POST /api/knowledge/{base}/documents HTTP/1.1\r\n{head}{length}\r\n\r\n".encode()


@pytest.mark.parametrize("target", TARGETS)
def test_bodies_that_are_none_are_refused(running, ada, target):
    for name, (body, headers) in BODIES.items():
        told = running.send(
            "POST", target, body=body, headers=ada.headers | {"Content-Type": "application/json"} | headers
        )
        assert refused(told) in {
            "BAD_REQUEST",
            "VALIDATION_ERROR",
            "UNSUPPORTED_MEDIA_TYPE",
            "CONFLICT",
            "UNAUTHORIZED",
        }, name
    for field, value in NUL_BODIES.items():
        told = running.send("POST", target, json={field: value}, headers=ada.headers)
        assert told.status < 500, (field, told.body)
        assert b"\\u0000" not in told.body


def test_a_body_over_the_limit_is_refused(running, ada):
    body = b'{"name":"' + b"x" * 11_000_000 + b'"}'
    head = f"POST /api/knowledge HTTP/1.1\r\nHost: x\r\nAuthorization: {ada.headers['Authorization']}\r\nContent-Type: application/json\r\n"
    declared = raw(running.port, head.encode() + f"Content-Length: {len(body)}\r\n\r\n".encode())
    assert declared.startswith(b"HTTP/1.1 413 ")
    assert b"PAYLOAD_TOO_LARGE" in declared
    chunked = head.encode() + b"Transfer-Encoding: chunked\r\n\r\n" + b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n"
    assert raw(running.port, chunked)[:13] in (b"HTTP/1.1 413 ", b"")
    assert [one["name"] for one in ada.get("/api/knowledge")["data"]] == ["Shelf"]


def test_broken_documents_say_why(ada, base):
    files = broken()
    done = ada.upload_and_wait(base, {name: (content, kind) for name, (content, kind, _) in files.items()})
    for name, (_, _, codes) in files.items():
        row = done[name]
        assert row["state"] == ("quarantined" if row["error"]["code"] == "bomb" else "failed"), name
        assert row["error"]["code"] in codes, (name, row["error"])
        assert len(row["error"]["message"]) > 10
        assert not any(word in row["error"]["message"] for word in ("Traceback", "Error(", "line ", ".py"))


def test_broken_documents_of_others_say_why(ada, base, real_files):
    wanted = {"sample-files-libreoffice-writer-password.pdf": "encrypted", "tika-testWORD_truncated.docx": "corrupt"}
    sent = {name: ((real_files / name).read_bytes(), "application/octet-stream") for name in wanted}
    done = ada.upload_and_wait(base, sent)
    assert {name: row["error"]["code"] for name, row in done.items()} == wanted


@pytest.mark.parametrize("name", HARD)
def test_hard_documents_are_read_or_say_why(ada, base, name):
    content, kind, words = HARD[name]
    row = ada.upload_and_wait(base, {name: (content, kind)})[name]
    if row["state"] != "ready":
        assert row["error"]["code"] in {"corrupt", "bomb", "unsupported", "too_large", "timeout", "empty"}, row["error"]
        return
    document = f"/api/knowledge/{base}/documents/{row['id']}"
    text = ada.get(f"{document}/text")["text"]
    assert words.decode() in text
    assert "\0" not in text
    assert "root:" not in text


def test_disguised_files_are_refused(ada, base):
    assert len(DISGUISED) >= 20
    done = ada.upload_and_wait(base, DISGUISED)
    told = {name: (row["state"], (row["error"] or {}).get("code")) for name, row in done.items()}
    assert {name: one for name, one in told.items() if one != ("failed", "unsupported")} == {}
    assert all(row["chunk_count"] == 0 for row in done.values())


def test_names_never_become_paths_or_headers(running, ada, base):
    outside = files_outside(running)
    for at, (kind, name) in enumerate(NAMES.items()):
        body, form_kind = form((part("file", pdf([f"page {at}"]), name, "application/pdf"),))
        headers = ada.headers | {"Content-Type": form_kind}
        told = running.send("POST", f"/api/knowledge/{base}/documents", body=body, headers=headers)
        if told.status not in (200, 201):
            assert refused(told) in {"BAD_REQUEST", "VALIDATION_ERROR"}, kind
            continue
        _check_name(running, ada, base, told.json, kind)
    assert files_outside(running) == outside
    assert [
        path for path in running.folder.rglob("*") if any(word in path.name for word in ("passwd", "evil", "CON"))
    ] == []


def _check_name(running: Running, ada: Client, base: str, row, kind: str) -> None:
    shown = row["filename"]
    assert shown.isprintable(), kind
    assert len(shown.encode()) <= 255
    assert not set(shown) & set("/\\\u202e\u2066\u2069\u200f\r\n\0"), kind
    assert shown.strip(". "), kind
    told = running.send("GET", f"/api/knowledge/{base}/documents/{row['id']}/content", headers=ada.headers)
    assert told.status == 200
    assert told.body.startswith(b"%PDF")
    assert told.headers["content-disposition"].startswith("attachment")
    assert told.headers["content-disposition"].isascii()
    assert "x-evil" not in {name.lower() for name in told.headers}
    assert told.headers["x-content-type-options"] == "nosniff"


def test_a_file_over_the_limit_leaves_nothing_behind(running, ada, base):
    kept, total = blobs(running), ada.get(f"/api/knowledge/{base}/documents")["pagination"]["total"]
    limit = ada.get("/api/license/status")["document_bytes"]
    assert 50_000_000 <= limit <= 50 * 1024 * 1024
    body, kind = form((part("file", b"0" * (limit + 1), "big.txt", "text/plain"),))
    declared = raw(running.port, upload_head(ada, base, f"Content-Length: {len(body)}", kind) + body)
    chunked = b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n"
    streamed = raw(running.port, upload_head(ada, base, "Transfer-Encoding: chunked", kind) + chunked)
    far = raw(running.port, upload_head(ada, base, "Content-Length: 900000000000", kind))
    for told in (declared, streamed, far):
        assert told[:13] in (b"HTTP/1.1 413 ", b"")
    assert b"PAYLOAD_TOO_LARGE" in declared + streamed + far
    eventually(lambda: incoming(running) == [])
    assert blobs(running) == kept
    assert ada.get(f"/api/knowledge/{base}/documents")["pagination"]["total"] == total


def test_cut_uploads_leave_nothing_behind(running, ada, base):
    kept, total = blobs(running), ada.get(f"/api/knowledge/{base}/documents")["pagination"]["total"]
    body, kind = form((part("file", b"half of it " * 200_000, "half.txt", "text/plain"),))
    for place in (10, 200, 1_000, len(body) // 2, len(body) - 3):
        raw(running.port, upload_head(ada, base, f"Content-Length: {len(body)}", kind) + body[:place], hang_up=True)
        told = raw(running.port, upload_head(ada, base, f"Content-Length: {len(body)}", kind) + body[:place])
        assert told[:10] in (b"HTTP/1.1 4", b"")
        chunk = b"%x\r\n" % place + body[:place] + b"\r\n"
        raw(running.port, upload_head(ada, base, "Transfer-Encoding: chunked", kind) + chunk, hang_up=True)
    eventually(lambda: incoming(running) == [])
    assert blobs(running) == kept
    assert ada.get(f"/api/knowledge/{base}/documents")["pagination"]["total"] == total


FILE = part("file", GOOD + b" Once more.", "shape.txt", "text/plain")
WHOLE, KIND = form((FILE,), "edge")
SHAPES = {
    "nothing": (b"", KIND),
    "no parts": (form((), "edge")[0], KIND),
    "no file part": (form((part("title", b"x"),), "edge")[0], KIND),
    "two files": (form((FILE, FILE), "edge")[0], KIND),
    "a file under another name": (form((part("upload", GOOD, "x.txt"),), "edge")[0], KIND),
    "many parts": (form([part(f"p{n}", b"x") for n in range(500)], "edge")[0], KIND),
    "a huge text part": (form((part("title", b"x" * 2_000_000), FILE), "edge")[0], KIND),
    "a huge header": (form((b"X-Long: " + b"x" * 3_000_000 + b"\r\n" + FILE,), "edge")[0], KIND),
    "many headers": (form((b"X-More: 1\r\n" * 100_000 + FILE,), "edge")[0], KIND),
    "no boundary": (WHOLE, "multipart/form-data"),
    "an empty boundary": (WHOLE, "multipart/form-data; boundary="),
    "an endless boundary": (WHOLE, "multipart/form-data; boundary=" + "x" * 5_000),
    "another boundary": (WHOLE, "multipart/form-data; boundary=other"),
    "no end": (WHOLE.removesuffix(b"--edge--\r\n"), KIND),
    "no headers in the part": (b"--edge\r\n\r\nwords\r\n--edge--\r\n", KIND),
    "a part without a name": (b"--edge\r\nContent-Disposition: form-data\r\n\r\nwords\r\n--edge--\r\n", KIND),
    "garbage": (bytes(range(256)) * 50, KIND),
    "JSON": (b'{"file":{"path":"/etc/passwd","filename":"x"}}', "application/json"),
    "a plain form": (b"file=x", "application/x-www-form-urlencoded"),
    "mixed": (WHOLE, "multipart/mixed; boundary=edge"),
    "bad metadata": (form((part("metadata", b"{not json"), FILE), "edge")[0], KIND),
    "metadata of another type": (form((part("metadata", b"[1]"), FILE), "edge")[0], KIND),
    "deep metadata": (form((part("metadata", b'{"a":' * 5_000 + b"1" + b"}" * 5_000), FILE), "edge")[0], KIND),
    "a title that is no UTF-8": (form((part("title", b"\xff\xfe"), FILE), "edge")[0], KIND),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_forms_in_odd_shapes_are_refused(running, ada, base, shape):
    body, kind = SHAPES[shape]
    total = ada.get(f"/api/knowledge/{base}/documents")["pagination"]["total"]
    told = running.send(
        "POST", f"/api/knowledge/{base}/documents", body=body, headers=ada.headers | {"Content-Type": kind}
    )
    assert refused(told) in {"BAD_REQUEST", "VALIDATION_ERROR", "UNSUPPORTED_MEDIA_TYPE", "PAYLOAD_TOO_LARGE"}
    assert ada.get(f"/api/knowledge/{base}/documents")["pagination"]["total"] == total
    eventually(lambda: incoming(running) == [])


def test_requests_that_are_no_http_are_refused(running, ada):
    host = b"Host: x\r\n"
    for data in (
        b"\x16\x03\x01\x02\x00\x01\x00", b"\r\n" * 1_000, b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n" + host + b"\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n" + host + b"\r\n",
        b"GET /api HTTP/1.1\r\n" + host + b"X-A: " + b"a" * 100_000 + b"\r\n\r\n",
        b"GET /api/knowledge?limit=%ff%fe&cursor=%00 HTTP/1.1\r\n" + host + b"\r\n",
        b"POST /api/search HTTP/1.1\r\n" + host + b"Content-Length: -5\r\n\r\n",
        b"POST /api/search HTTP/1.1\r\n" + host + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /api/search HTTP/1.1\r\n" + host + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
        b"GET /static/../../../../etc/passwd HTTP/1.1\r\n" + host + b"\r\n",
        b"GET /static/%2e%2e/%2e%2e/appliance/config.py HTTP/1.1\r\n" + host + b"\r\n",
    ):  # fmt: skip
        told = raw(running.port, data)
        assert told == b"" or told.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4")), (data[:60], told[:200])
        assert b"root:" not in told
        assert b"class Config" not in told


def test_odd_addresses_and_questions_are_refused(ada, base):
    for path in (
        "/api/knowledge?limit=-1", "/api/knowledge?limit=x", "/api/knowledge?cursor=nonsense", "/api/knowledge?sort=secret",
        "/api/knowledge?name__nonsense=1", "/api/knowledge/kb_%00", "/api/knowledge/doc_01m82cp84jw40yknqqzrqn062c",
        f"/api/knowledge/{base}/documents?created_at__gte=yesterday", f"/api/knowledge/{base}/documents?limit=1e99",
        f"/api/knowledge/{base}/documents/doc_01m82cp84jw40yknqqzrqn062c/text?start=-1",
    ):  # fmt: skip
        assert refused(ada.ask("GET", path)) in {"BAD_REQUEST", "RESOURCE_NOT_FOUND"}, path
    for query in ("(" * 2_000, "*" * 2_000, '"' * 2_001, "a AND (b OR", "x:y^9e9~", "\u202e\u0000\ufffe", "a " * 900):
        told = ada.ask("POST", "/api/search", {"query": query})
        assert told.status == 200 or refused(told) == "VALIDATION_ERROR", query[:20]


def test_everything_good_still_works(running, ada, base):
    sent = {f"later{n}.txt": (f"The steady mule number {n} carries salt.".encode(), "text/plain") for n in range(5)}
    done = ada.upload_and_wait(base, sent)
    assert {row["state"] for row in done.values()} == {"ready"}
    assert ada.post("/api/search", {"query": "mule salt"})["data"]
    events = ada.turn(message="What does the steady mule carry?", knowledge_base_ids=[base])
    assert events[-1].name == "done"
    assert "salt" in "".join(event.data["text"] for event in events if event.name == "token")
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=10)
    connection.request("GET", "/api/health")
    assert connection.getresponse().status == 200
    connection.close()
