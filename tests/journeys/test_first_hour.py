"""The first hour with the product: from the printed link to a cited answer, a licence, and a second person."""

import re
import subprocess
import sys
import time

import pytest

from tests.driving import Streamed
from tests.engines.parse.parse_samples import docx, paragraph, pdf
from tests.journeys.running import PASSWORD, ROOT, Client, Running, environment

pytestmark = pytest.mark.journey

EMAIL = "ada@acme.example"
FILLER = ["The keeper of the harbour writes down the weather of every hour of the day and night."] * 12
MADE = {
    "note.txt": (b"The lighthouse at Brekka was built in 1874 by two brothers.", "text/plain"),
    "heron.pdf": (pdf(FILLER, [*FILLER[:5], "Here stands the quiet heron.", *FILLER[5:]], FILLER), "application/pdf"),
    "ferry.docx": (docx(paragraph("Timetable", "H1") + paragraph("The ferry to Runavik leaves at noon.")), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "bread.html": (b"<html><head><title>Bread</title></head><body><nav>Home</nav><h1>Rye</h1><p>Rye bread rests for eleven hours.</p></body></html>", "text/html"),
}  # fmt: skip
FOUND = (
    # what is sought, where it is, what stands there, on which page
    ("when was the lighthouse built", "note.txt", "built in 1874", None),
    ("where does the quiet heron stand", "heron.pdf", "the quiet heron", 2),
    ("ferry to Runavik", "ferry.docx", "leaves at noon", None),
    ("how long does rye bread rest", "bread.html", "eleven hours", None),
)
REAL = (
    ("Huardest gefburn", "sample-files-pdflatex-4-pages.pdf", "Huardest gefburn"),
    ("contemporaneous exploration of multi-agent approaches", "markitdown-test.pdf", "exploration of multi-agent"),
    ("314b0a30-5b04-470b-b9f7-eed2c2bec74a", "markitdown-test.docx", "314b0a30-5b04-470b-b9f7-eed2c2bec74a"),
    ("Microsoft operating system business 1980", "markitdown-test_wikipedia.html", "Microsoft entered the operating system (OS) business in 1980"),
)  # fmt: skip
QUESTION = "When was the lighthouse at Brekka built?"
METRICS = (
    "http_requests_total", "http_request_duration_seconds", "chat_turns_total", "chat_turn_duration_seconds",
    "chat_tokens_total", "tool_calls_total", "search_duration_seconds", "ingest_documents_total", "index_lag_seconds",
    "writer_queue_depth", "writer_wait_seconds", "db_size_bytes", "wal_bytes", "redis_connected",
    "migrations_applied_total", "guardrail_events_total", "license_active", "license_expires_at", "users_active",
    "messages_month", "jobs", "egress_total", "build_info",
)  # fmt: skip
HAPPENED = (
    r'http_requests_total\{method="POST",route="/auth/setup",status="201"\} 1\.0',
    r'chat_turns_total\{model="builtin",tier="\w+"\} [1-9]',
    r'chat_tokens_total\{direction="out",model="builtin"\} [1-9]',
    r'ingest_documents_total\{state="ready"\} [4-9]',
    r"search_duration_seconds_count [1-9]",
    r"writer_wait_seconds_count [1-9]",
    r"migrations_applied_total [1-9]",
    r"db_size_bytes [1-9]",
    r"users_active [1-9]",
    r"messages_month [1-9]",
    r'license_active\{tier="\w+"\} 1\.0',
    r'build_info\{version="[^"]+"\} 1\.0',
)


@pytest.fixture(scope="module")
def ada(running: Running) -> Client:
    """Ada follows the link that `serve` printed, sets the appliance up, and signs in."""
    link = re.search(r"Set it up: (http://\S+)\?setup_token=(\S+)", running.output.read_text())
    assert link is not None
    assert link[1] == f"http://127.0.0.1:{running.port}/setup"
    page = running.send("GET", f"/setup?setup_token={link[2]}", headers={"Accept": "text/html"})
    assert page.status == 200
    assert page.headers["content-type"].startswith("text/html")
    body = {"email": EMAIL, "password": PASSWORD, "name": "Ada", "setup_token": link[2]}
    assert running.send("POST", "/auth/setup", json=body).status == 201
    return sign_in(running, EMAIL, PASSWORD)


@pytest.fixture(scope="module")
def base(ada: Client) -> str:
    """Ada's own knowledge base, with four documents in it that are ready."""
    found = ada.post("/api/knowledge", {"name": "Faroes"})
    done = ada.upload_and_wait(found["id"], MADE)
    assert {name: row["state"] for name, row in done.items()} == dict.fromkeys(MADE, "ready")
    return found["id"]


@pytest.fixture(scope="module")
def ben(running: Running, ada: Client, base: str) -> Client:
    """Ben, whom Ada invites."""
    invited = ada.post("/api/users", {"email": "ben@acme.example", "role": "editor"})
    token = invited["invite_url"].rpartition("/")[2]
    assert running.send("GET", f"/auth/invite/{token}").json["email"] == "ben@acme.example"
    told = running.send("POST", f"/auth/invite/{token}", json={"name": "Ben", "password": PASSWORD})
    assert told.status == 200, told.body
    assert running.send("POST", f"/auth/invite/{token}", json={"name": "Ben", "password": PASSWORD}).status >= 400
    return Client(running, told.json["token"], told.json["user"])


def sign_in(running: Running, email: str, password: str) -> Client:
    told = running.send("POST", "/auth/admin-login", json={"email": email, "password": password})
    assert told.status == 200, told.body
    return Client(running, told.json["token"], told.json["user"])


def issued(*arguments: str) -> str:
    command = (sys.executable, "-m", "appliance", "license", "issue", "--demo", *arguments)
    return subprocess.run(
        command, cwd=ROOT, env=environment(), check=True, capture_output=True, text=True
    ).stdout.strip()


def test_it_is_set_up_once(running, ada):
    assert running.send("GET", "/auth/setup-status").json["bootstrapped"] is True
    again = {"email": "eve@acme.example", "password": PASSWORD, "name": "Eve"}
    assert running.send("POST", "/auth/setup", json=again).code == "CONFLICT"
    assert ada.get("/auth/user")["role"] == "admin"


@pytest.mark.parametrize(("query", "name", "words", "page"), FOUND)
def test_search_finds_the_place(ada, base, query, name, words, page):
    first = ada.post(f"/api/knowledge/{base}/search", {"query": query})["data"][0]
    assert ada.get(f"/api/knowledge/{base}/documents/{first['document_id']}")["filename"] == name
    assert words in " ".join(first["text"].split())
    assert "<mark>" in first["snippet"]
    assert first["page"] == page
    assert ada.text(first) == first["text"]


def test_search_finds_the_place_in_real_documents(ada, real_files):
    base = ada.post("/api/knowledge", {"name": "Real ones"})["id"]
    sent = {name: ((real_files / name).read_bytes(), "application/octet-stream") for _, name, _ in REAL}
    done = ada.upload_and_wait(base, sent)
    assert {row["state"] for row in done.values()} == {"ready"}
    assert done["sample-files-pdflatex-4-pages.pdf"]["page_count"] == 4
    for query, name, words in REAL:
        found = ada.post(f"/api/knowledge/{base}/search", {"query": query})["data"]
        assert found[0]["document_id"] == done[name]["id"], query
        assert words in " ".join(found[0]["text"].split())
        assert all(ada.text(one) == one["text"] for one in found)
        if name.endswith(".pdf"):
            _check_pages(real_files / name, [one for one in found if one["document_id"] == done[name]["id"]])


def _check_pages(path, passages) -> None:
    """The page that a passage names is the one on which it begins."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        for one in passages:
            page = document[one["page"] - 1]
            text = page.get_textpage()
            assert "".join(one["text"].split())[:25] in "".join(text.get_text_range().split()), one["page"]
            text.close()
            page.close()


def test_a_streamed_answer_cites_what_can_be_read_again(ada, base):
    events = ada.turn(message=QUESTION, knowledge_base_ids=[base])
    assert [event.name for event in events[:1] + events[-1:]] == ["start", "done"]
    message = events[0].data["message_id"]
    assert [event.id for event in events] == [f"{message}:{seq}" for seq in range(1, len(events) + 1)]
    assert "1874" in "".join(event.data["text"] for event in events if event.name == "token")
    cited = [event.data for event in events if event.name == "citation"]
    assert events[-1].data["cited"] == sorted(one["number"] for one in cited) != []
    _check_citations(ada, cited)
    with Streamed(ada.at.port, f"/api/chat/{message}/stream", ada.headers) as again:
        replayed = list(again)
    assert [(one.id, one.name, one.data) for one in replayed] == [(one.id, one.name, one.data) for one in events]


def test_a_whole_answer_says_the_same_as_a_streamed_one(ada, base):
    events = ada.turn(message=QUESTION, knowledge_base_ids=[base])
    whole = ada.post("/api/chat", {"message": QUESTION, "knowledge_base_ids": [base], "stream": False})
    assert whole["text"] == "".join(event.data["text"] for event in events if event.name == "token")
    assert whole["state"] == "done"
    assert whole["usage"] == events[-1].data["usage"]
    assert whole["cited"] == events[-1].data["cited"]
    _check_citations(ada, whole["citations"])


def _check_citations(person: Client, cited) -> None:
    for one in cited:
        assert person.text(one) == one["snippet"]
        source = person.get(f"/api/knowledge/{one['knowledge_base_id']}/documents/{one['document_id']}/chunks")["data"]
        chunk = next(chunk for chunk in source if chunk["id"] == one["source_id"])
        assert chunk["start"] <= one["start"] < one["end"] <= chunk["end"]
        assert one["snippet"] in chunk["text"]


def test_a_licence_is_issued_applied_and_told(ada):
    assert ada.get("/api/license/status")["tier"] == "community"
    told = ada.post("/api/license/apply", {"license_key": issued("--tier", "pro", "--customer", "Acme")})
    assert told == ada.get("/api/license/status") | {"now": told["now"]}
    assert (told["tier"], told["state"], told["customer"]) == ("pro", "active", "Acme")
    assert told["demo"] is True
    assert told["limits"] == {
        "users": 50,
        "agents": 100,
        "knowledge_bases": 200,
        "messages": 200_000,
        "automations": 100,
    }
    assert ada.at.send("GET", "/api/health").json["tier"] == "pro"
    assert ada.ask("POST", "/api/license/apply", {"license_key": "x.y.z"}).code == "VALIDATION_ERROR"
    assert ada.get("/api/license/status")["tier"] == "pro"


def test_health_and_every_metric_are_told(running, ada, base):
    assert running.send("GET", "/api/health").json["status"] == "ok"
    ready = running.send("GET", "/api/health/ready")
    assert (ready.status, ready.json["reasons"]) == (200, [])
    ada.post("/api/chat", {"message": QUESTION, "stream": False})
    ada.post("/api/search", {"query": "heron"})
    text = running.send("GET", "/metrics").body.decode()
    assert [name for name in METRICS if f"# TYPE appliance_{name} " not in text] == []
    assert [line for line in HAPPENED if re.search(f"^appliance_{line}", text, re.MULTILINE) is None] == []


def test_a_private_base_does_not_exist_for_another_person(ada, base, ben):
    document = ada.get(f"/api/knowledge/{base}/documents")["data"][0]["id"]
    place = f"/api/knowledge/{base}"
    for path in (
        place,
        f"{place}/documents",
        f"{place}/documents/{document}/text",
        f"{place}/documents/{document}/content",
    ):
        assert ben.ask("GET", path).code == "RESOURCE_NOT_FOUND"
    assert ben.ask("POST", f"{place}/search", {"query": "lighthouse"}).code == "RESOURCE_NOT_FOUND"
    assert ben.ask("POST", "/api/search", {"query": "heron", "knowledge_base_ids": [base]}).status == 404
    assert (
        ben.ask("POST", "/api/chat", {"message": "heron", "knowledge_base_ids": [base], "stream": False}).status == 404
    )
    assert ben.get("/api/knowledge")["pagination"]["total"] == 0
    assert ben.post("/api/search", {"query": "lighthouse heron ferry bread"})["data"] == []


def test_an_answer_knows_only_what_its_asker_may_read(ada, base, ben):
    events = ben.turn(message=QUESTION)
    assert events[-1].name == "done"
    assert [event for event in events if event.name == "citation"] == []
    assert "1874" not in "".join(event.data["text"] for event in events if event.name == "token")
    mine = ada.turn(message=QUESTION)
    message, conversation = (mine[0].data[name] for name in ("message_id", "conversation_id"))
    assert ben.ask("GET", f"/api/chat/{message}/stream").status == 404
    assert ben.ask("POST", f"/api/chat/{message}/cancel").status == 404
    assert ben.ask("GET", f"/api/conversations/{conversation}/messages").status == 404


def test_what_changes_behind_a_wall_is_not_told(ada, base, ben):
    shared = ada.post("/api/knowledge", {"name": "For all", "visibility": "organisation"})["id"]
    with ben.live() as live:
        ada.upload_and_wait(base, {"secret.txt": (b"The cormorant is a secret.", "text/plain")})
        open_one = ada.upload(shared, "open.txt", b"The puffin is no secret.", "text/plain").json["id"]
        told = []
        while (event := live.next()) is not None and event.data.get("id") != open_one:
            told.append(event.data)
    assert event is not None
    assert [one for one in told if one.get("kind") == "doc"] == []


def test_suspending_a_person_ends_all_they_have_within_a_second(running, ada, base):
    token = ada.post("/api/users", {"email": "finn@acme.example"})["invite_url"].rpartition("/")[2]
    joined = running.send("POST", f"/auth/invite/{token}", json={"name": "Finn", "password": PASSWORD})
    finn = Client(running, joined.json["token"], joined.json["user"])
    key = finn.post("/api/api-keys", {"name": "script", "scope": "full"})["secret"]
    cookie = joined.cookies["appliance_session"].partition(";")[0]
    carriers = ({"Cookie": cookie}, {"X-API-Key": key}, {"Authorization": f"Bearer {key}"}, finn.headers)
    assert {running.send("GET", "/auth/user", headers=one).status for one in carriers} == {200}
    with finn.live() as live:
        own = finn.post("/api/knowledge", {"name": "Of Finn"})["id"]
        assert next(one for one in live if one.name == "changed" and one.data["id"] == own)  # all before it is told too
        began = time.monotonic()
        ada.patch(f"/api/users/{finn.user['id']}", {"active": False})
        told = {event.data.get("id") for event in live}  # others' documents may still be on their way
        assert told.isdisjoint({finn.user["id"], own})
        assert time.monotonic() - began < 1
    assert [running.send("GET", "/auth/user", headers=one).status for one in carriers] == [401] * 4
    assert (
        running.send("POST", "/auth/admin-login", json={"email": "finn@acme.example", "password": PASSWORD}).status
        == 401
    )


def test_a_browser_signs_in_needs_its_csrf_token_and_signs_out(running, ada):
    told = running.send("POST", "/auth/admin-login", json={"email": EMAIL, "password": PASSWORD})
    cookie = {"Cookie": told.cookies["appliance_session"].partition(";")[0]}
    assert "HttpOnly" in told.cookies["appliance_session"]
    assert running.send("POST", "/auth/logout", headers=cookie).code == "CSRF_FAILED"
    csrf = running.send("GET", "/auth/csrf", headers=cookie).json["csrf_token"]
    out = running.send("POST", "/auth/logout", headers=cookie | {"X-CSRF-Token": csrf})
    assert out.status == 204
    assert "Max-Age=0" in out.cookies["appliance_session"]
    assert running.send("GET", "/auth/user", headers=cookie).error["details"] == {"reason": "revoked"}
    assert ada.get("/auth/user")["email"] == EMAIL


def test_it_stops_with_zero_and_starts_again_with_everything(tmp_path):
    with Running(tmp_path) as running:
        ada = running.set_up()
        base = ada.post("/api/knowledge", {"name": "Kept"})["id"]
        ada.upload_and_wait(base, {"note.txt": MADE["note.txt"]})
        assert running.stop() == 0
        assert not (running.folder / "control.sock").exists()
        running.output.write_bytes(b"")
        running.start()
        assert "Set it up" not in running.output.read_text()
        assert ada.post("/api/search", {"query": "lighthouse"})["data"][0]["title"] == "note.txt"
        assert running.stop() == 0
        assert running.errors == []
