"""A room with one endpoint of every kind, for tests of the gate."""

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Any, ClassVar

from pydantic import Field

from appliance.kernel.access import (
    ADMIN,
    BOT,
    DEPLOY,
    EDITOR,
    INTERNAL,
    LIMITED,
    OPERATOR,
    PUBLIC,
    VIEWER,
    ci,
)  # fmt: skip
from appliance.kernel.actor import Actor, Credential, Role
from appliance.kernel.door import CALL, DOWNLOAD, NOTHING, READ, STREAM, UPLOAD, WRITE, Door
from appliance.kernel.event import Event, emit
from appliance.kernel.hub import hub
from appliance.kernel.page import Filter, Page, PageAsk
from appliance.kernel.problem import FeatureRequired, Problem, Unauthorized
from appliance.kernel.rate import AUTH, KEY, KNOWLEDGE
from appliance.kernel.room import Authenticator, LicenseGuard, Presented, RawReader, Room, UploadLimit
from appliance.kernel.shape import Line, Moment, Shape, View
from appliance.kernel.visit import Answer, Cookie, Download, ServerEvent, Stream, Text, Upload, Visit
from appliance.store import opened
from appliance.store.columns import Line as LineColumn
from appliance.store.paging import found, paged
from appliance.store.table import Table

ORG = "org_0000000000000000000000000a"
UPLOAD_LIMIT = 100_000

door = Door("toy", about="Notes, for tests of the gate")


class Note(Table, prefix="not"):
    text = LineColumn()
    owner = LineColumn(default="")


class NoteWritten(Event):
    note_id: str


class NoteDraft(Shape):
    text: Line
    number: int = Field(default=0, ge=0)


class NotePatch(Shape):
    text: Line | None = None


class Loose(Shape):
    anything: dict[str, Any] = Field(default_factory=dict)


class NoteFilter(Filter):
    sorts: ClassVar[tuple[str, ...]] = ("-created_at", "text")
    text: str = ""


class NoteView(View):
    id: str
    text: str
    created_at: Moment


class Word(View):
    word: str


class Seen(View):
    address: str
    is_loopback: bool
    is_secure: bool
    actor_id: str
    role: str | None


# --- who ---

PEOPLE: dict[str, Actor] = {}
ENDED: dict[str, str] = {}


def actor(name: str, credential: Credential = Credential.SESSION, **more: Any) -> Actor:
    given = {"role": Role.EDITOR, "org_id": ORG, "session_id": f"ses_{name}", "credential_id": f"cred_{name}"} | more
    return Actor(id=f"usr_{name}", credential=credential, **given)


def _resolve(raw: RawReader, presented: Presented) -> Actor:
    if reason := ENDED.get(presented.secret):
        raise Unauthorized(reason)
    known = PEOPLE.get(presented.secret)
    if known is None:
        raise Unauthorized("invalid")
    return known


# --- what ---

calls: list[str] = []
holding = threading.Event()
licensed: set[str] = set()


def note(id: str, *, seen_by: Actor) -> Note:
    return found(Note.select().where((Note.id == id) & (Note.org_id == seen_by.org_id)), "Note")


def file_note(id: str, sha: str, *, seen_by: Actor) -> Note:
    return note(id, seen_by=seen_by)


def _write(text: str, by: Actor) -> Note:
    row = Note.add(org_id=by.org_id or ORG, text=text, owner=by.id)
    emit(NoteWritten(row.id))
    calls.append(text)
    return row


@door.get("/api/toy/health", also=("/api/v1/toy/health",), access=PUBLIC, mode=CALL)
async def health() -> Word:
    """Say that all is well."""
    return Word(word="well")


@door.get("/api/toy/seen", access=PUBLIC, mode=CALL)
async def seen(visit: Visit) -> Seen:
    """Tell how the caller is seen."""
    return Seen(address=visit.address, is_loopback=visit.is_loopback, is_secure=visit.is_secure, actor_id="", role=None)


@door.get("/api/toy/me", access=LIMITED, mode=CALL)
async def me(visit: Visit, actor: Actor) -> Seen:
    """Tell who the caller is."""
    return Seen(address=visit.address, is_loopback=visit.is_loopback, is_secure=visit.is_secure, actor_id=actor.id,
                role=actor.role)  # fmt: skip


@door.post("/api/toy/sign-in", access=PUBLIC, mode=CALL, once=True, rate=AUTH, secret=True)
async def sign_in(draft: NoteDraft) -> Answer[Word]:
    """Set a cookie."""
    calls.append(draft.text)
    return Answer(Word(word="secret-word"), cookies=(Cookie("appliance_session", draft.text, 60),))


@door.post("/api/toy/open", access=PUBLIC, mode=WRITE, once=True, status=201, emits=[NoteWritten])
def open_note(draft: NoteDraft, *, actor: Actor) -> NoteView:
    """Write a note as nobody."""
    return NoteView.from_row(_write(draft.text, actor))


@door.get("/api/notes", also=("/api/v1/notes",), access=VIEWER, mode=READ)
def list_notes(where: NoteFilter, page: PageAsk, *, actor: Actor) -> Page[NoteView]:
    """List the notes."""
    return paged(Note.select().where(Note.org_id == actor.org_id), Note, where, page).map(NoteView.from_row)


@door.post("/api/notes", also=("/api/v1/notes",), access=EDITOR, mode=WRITE, once=True, status=201,
           location="/api/notes/{id}", emits=[NoteWritten])  # fmt: skip
def write_note(draft: NoteDraft, *, actor: Actor) -> NoteView:
    """Write a note."""
    return NoteView.from_row(_write(draft.text, actor))


@door.post("/api/notes/secret", access=EDITOR, mode=WRITE, once=True, status=201, secret=True, emits=NOTHING)
def write_secret(draft: NoteDraft) -> Word:
    """Answer a secret once."""
    calls.append(draft.text)
    return Word(word=f"hidden {draft.text} {len(calls)}")


@door.post("/api/notes/slow", access=EDITOR, mode=CALL, once=True)
async def write_slowly(draft: NoteDraft) -> Word:
    """Wait until the test says go."""
    calls.append(draft.text)
    await asyncio.to_thread(holding.wait, 20)
    return Word(word=draft.text)


@door.post("/api/notes/search", access=VIEWER, mode=READ, once=False)
def search_notes(draft: NoteDraft, *, actor: Actor) -> list[NoteView]:
    """Find notes."""
    rows = Note.select().where((Note.org_id == actor.org_id) & Note.text.contains(draft.text))
    return [NoteView.from_row(row) for row in rows]


@door.post("/api/notes/twice", access=EDITOR, mode=WRITE, once=False, emits=NOTHING)
def write_twice(draft: NoteDraft, *, actor: Actor) -> None:
    """Break a rule of the database."""
    row = Note.add(org_id=actor.org_id, text=draft.text)
    Note.insert(id=row.id, org_id=ORG, created_at=1, updated_at=1, version=1, text="", owner="").execute()


@door.post("/api/notes/loose", access=EDITOR, mode=CALL, once=False)
async def take_anything(draft: Loose | None) -> Word:
    """Take any object."""
    return Word(word="none" if draft is None else "some")


@door.get("/api/notes/{id:not}", access=VIEWER, mode=READ, target=note)
def read_note(note: Note) -> NoteView:
    """Read a note."""
    return NoteView.from_row(note)


@door.patch("/api/notes/{id:not}", access=EDITOR, mode=WRITE, target=note, emits=NOTHING)
def change_note(note: Note, patch: NotePatch) -> NoteView:
    """Change a note."""
    calls.append("changed")
    return NoteView.from_row(note.change(**patch.sent()) or note)


@door.delete("/api/notes/{id:not}", access=EDITOR, mode=WRITE, target=note, emits=NOTHING)
def remove_note(note: Note) -> None:
    """Remove a note."""
    note.remove()


@door.post("/api/notes/{id:not}/paid", access=EDITOR, mode=WRITE, target=note, feature="dlp", once=True,
           emits=NOTHING, errors=[FeatureRequired])  # fmt: skip
def paid(note: Note, draft: NoteDraft) -> NoteView:
    """Do what only a licence allows."""
    calls.append("paid")
    return NoteView.from_row(note)


@door.get("/api/notes/by-name/{name:str}", access=VIEWER, mode=CALL)
async def by_name(name: str) -> Word:
    """Echo a name."""
    return Word(word=name)


@door.post("/api/notes/{id:not}/files", access=EDITOR, mode=UPLOAD, target=note, once=True, status=201,
           rate=KNOWLEDGE, emits=NOTHING)  # fmt: skip
def add_file(note: Note, upload: Upload) -> Word:
    """Add a file."""
    note.change(text=upload.filename or "file")
    calls.append(upload.sha256)
    return Word(word=f"{upload.sha256} {upload.size} {upload.media_type} {upload.parts.get('title', '')}")


@door.get("/api/notes/{id:not}/files/{sha:str}", access=VIEWER, mode=DOWNLOAD, target=file_note)
def read_file(note: Note, sha: str) -> Download:
    """Read a file."""
    path = opened().files.path(sha)
    return Download(path, note.text, "text/html", path.stat().st_size, f'"{sha[:16]}"')


@door.get("/api/toy/stream/{topic:str}", access=VIEWER, mode=STREAM)
async def watch(topic: str, visit: Visit) -> Stream:
    """Watch a topic."""
    return Stream(_events(topic, visit.last_event_id))


async def _events(topic: str, after: str | None) -> AsyncIterator[ServerEvent]:
    with hub.subscribe(topic) as items:
        yield ServerEvent("start", {"after": after}, id="m:0")
        try:
            async for item in items:
                if item is None:
                    return
                yield ServerEvent("item", item, id=f"m:{item['n']}")
        finally:
            calls.append(f"closed {topic}")


@door.get("/api/toy/fail/{how:str}", access=PUBLIC, mode=CALL)
async def fail(how: str) -> Word:
    """Fail in some way."""
    raise FAILURES[how]


@door.get("/api/toy/text", access=PUBLIC, mode=CALL)
async def text() -> Text:
    """Answer plain text."""
    return Text("plain", headers={"X-Odd": "a\r\nInjected: yes"})


class NativePanic(BaseException):
    """As a native library raises one."""


class Teapot(Problem):
    code, status, message = "CONFLICT", 409, "Short and stout"


FAILURES: dict[str, BaseException] = {
    "value": ValueError("inner /secret/path"), "panic": NativePanic("inner"), "problem": Teapot(),
    "full": OSError(28, "no space"), "handles": OSError(24, "too many open files"),
}  # fmt: skip


def _row(path: str, access: Any, **more: Any) -> None:
    async def admitted() -> Word:
        """Say that the caller was admitted."""
        return Word(word="in")

    admitted.__name__ = path.rpartition("/")[2].replace("-", "_")
    door.get(path, access=access, mode=CALL, **more)(admitted)


_row("/api/toy/row-viewer", VIEWER)
_row("/api/toy/row-editor", EDITOR)
_row("/api/toy/row-admin", ADMIN)
_row("/api/toy/row-operator", OPERATOR)
_row("/api/toy/row-bot", BOT, rate=KEY)
_row("/api/toy/row-deploy", DEPLOY)
_row("/api/toy/row-internal", INTERNAL)
_row("/api/toy/row-ci", ci("ci:status"))


def _refusal(raw: RawReader, feature: str, method: str) -> Problem | None:
    return None if feature in licensed else FeatureRequired(details={"feature": feature, "required_tier": "enterprise"})


ROOM = Room(
    "toy",
    door=door,
    tables=(Note,),
    authenticators=(Authenticator(tuple(Credential), _resolve),),
    license_guard=LicenseGuard(_refusal),
    upload_limit=UploadLimit(lambda _: UPLOAD_LIMIT),
)
