"""A watched folder through the door: what comes in, what changes, what moves, what goes, and what stays as it is."""

import os
import shutil

from appliance.kernel.clock import DAY, HOUR
from tests.people import Person
from tests.rooms.knowledge.folders.conftest import Share


def test_a_file_is_taken_once_it_is_the_same_at_two_looks(watched: Share) -> None:
    place = watched.put("rules/travel.txt", "The quiet coach goes to Zagreb.")
    assert watched.look()["files_by_state"] == {"growing": 1}
    watched.put("rules/travel.txt", "The quiet coach goes to Zagreb and to Graz.")
    assert watched.look()["files_by_state"] == {"growing": 1}
    assert watched.look()["files_by_state"] == {"stored": 1}
    found = watched.documents["rules/travel.txt"]
    assert (found["state"], found["title"], found["metadata"]["folder"]) == ("ready", "travel.txt", "share")
    assert watched.house.post("/api/search", by=watched.ada, json={"query": "Graz"}).json["data"]
    assert place.read_text(encoding="utf-8").endswith("Graz.")


def test_the_base_is_private_and_belongs_to_the_first_administrator(watched: Share, cleo: Person) -> None:
    watched.put("a.txt", "Herons.")
    watched.look(2)
    base = watched.house.get(watched.base, by=watched.ada).json
    assert (base["name"], base["visibility"], base["owner_id"]) == ("Handbook", "private", watched.ada.id)
    assert watched.house.get(watched.base, by=cleo).status == 404


def test_a_changed_file_is_a_new_version_of_its_document(watched: Share) -> None:
    watched.put("a.txt", "The first wording.")
    watched.look(2)
    before = watched.documents["a.txt"]
    watched.put("a.txt", "The second wording, a longer one.")
    seen = watched.look(2)
    after = watched.documents["a.txt"]
    assert (after["id"], after["version"], after["state"]) == (before["id"], 2, "ready")
    assert (seen["changed"], seen["added"]) == (1, 0)
    old = watched.house.get(f"{watched.base}/documents/{after['id']}/text?version=1", by=watched.ada)
    assert old.json["text"] == "The first wording."


def test_a_look_that_finds_nothing_new_changes_nothing(watched: Share) -> None:
    watched.put("a.txt", "Herons.")
    watched.look(3)
    before = watched.documents
    watched.hands.advance(HOUR)
    os.utime(watched.root / "a.txt")  # touched: the same content at another time
    watched.look(3)
    assert watched.documents == before


def test_a_renamed_file_stays_the_same_document_and_is_not_read_again(watched: Share) -> None:
    watched.put("drafts/a.txt", "The bridge opens at nine.")
    watched.look(2)
    before = watched.documents["drafts/a.txt"]
    (watched.root / "final").mkdir()
    (watched.root / "drafts/a.txt").rename(watched.root / "final/bridge.txt")
    watched.look()
    seen = watched.look()
    after = watched.documents["final/bridge.txt"]
    assert (seen["moved"], seen["files_by_state"]) == (1, {"stored": 1})
    assert (after["id"], after["version"]) == (before["id"], 1)
    assert (after["title"], after["filename"]) == ("bridge.txt", "bridge.txt")


def test_two_files_of_one_content_are_two_documents(watched: Share) -> None:
    watched.put("a/notes.txt", "The same words.")
    watched.put("b/notes.txt", "The same words.")
    watched.look(2)
    assert len({one["id"] for one in watched.documents.values()}) == 2
    (watched.root / "a/notes.txt").unlink()
    watched.look()
    watched.hands.advance(2 * HOUR)
    watched.look()
    assert set(watched.documents) == {"b/notes.txt"}


def test_a_removed_file_takes_its_document_along_after_the_grace(watched: Share) -> None:
    watched.put("a.txt", "Herons.")
    watched.put("b.txt", "Storks.")
    watched.look(2)
    (watched.root / "a.txt").unlink()
    assert watched.look()["files_by_state"] == {"missing": 1, "stored": 1}
    assert watched.files["a.txt"]["missing_since"] is not None
    assert set(watched.documents) == {"a.txt", "b.txt"}
    watched.hands.advance(HOUR)
    assert watched.look()["removed"] == 1
    assert set(watched.documents) == {"b.txt"}
    assert watched.folder["files_by_state"] == {"stored": 1}


def test_a_file_that_comes_back_in_time_is_as_it_was(watched: Share) -> None:
    watched.put("a.txt", "Herons.")
    watched.put("b.txt", "Storks.")
    watched.look(2)
    before = watched.documents
    (watched.root / "a.txt").rename(watched.root.parent / "a.txt")
    watched.look()
    shutil.copy2(watched.root.parent / "a.txt", watched.root / "a.txt")
    assert watched.look()["files_by_state"] == {"stored": 2}
    watched.hands.advance(2 * HOUR)
    watched.look()
    assert watched.documents == before


def test_a_missing_and_an_empty_folder_remove_nothing(watched: Share) -> None:
    watched.put("a.txt", "Herons.")
    watched.look(2)
    before = watched.documents
    watched.take_away()
    for _ in range(3):
        watched.hands.advance(24 * HOUR)
        assert watched.look()["error_code"] == "missing"
    watched.root.mkdir()
    for _ in range(3):
        watched.hands.advance(24 * HOUR)
        assert watched.look()["error_code"] == "empty"
    assert watched.documents == before
    watched.put("a.txt", "Herons.")
    assert watched.look(2)["state"] == "ready"
    assert {one["id"] for one in watched.documents.values()} == {one["id"] for one in before.values()}


def test_when_most_files_are_gone_an_administrator_must_say_that_this_is_right(watched: Share) -> None:
    for number in range(14):
        watched.put(f"{number:02}.txt", f"Heron number {number}.")
    watched.look(2)
    for number in range(12):
        (watched.root / f"{number:02}.txt").unlink()
    watched.look()
    watched.hands.advance(2 * HOUR)
    assert (watched.look()["error_code"], len(watched.documents)) == ("many_missing", 14)
    assert watched.look(remove_missing=True)["removed"] == 12
    assert (watched.folder["state"], set(watched.documents)) == ("ready", {"12.txt", "13.txt"})


def test_links_hidden_temporary_and_lock_files_are_passed_over(watched: Share) -> None:
    outside = watched.root.parent / "secret.txt"
    outside.write_text("CANARY", encoding="utf-8")
    watched.put("a.txt", "Herons.")
    for name in (".hidden", "~$a.docx", "a.txt~", "a.tmp", ".git/config", ".~lock.a.odt#", "Thumbs.db"):
        watched.put(name, "Not for reading.")
    (watched.root / "link.txt").symlink_to(outside)
    (watched.root / "up").symlink_to(watched.root.parent)
    os.mkfifo(watched.root / "pipe.txt")
    seen = watched.look(2)
    assert set(watched.files) == {"a.txt"}
    assert (seen["found"], seen["state"]) == (1, "ready")


def test_what_cannot_be_taken_says_why_and_stops_nobody(watched: Share) -> None:
    watched.put("a.txt", "Herons.")
    watched.put("empty.txt", "")
    watched.put("film.mp4", "Not a film.")
    watched.put("broken.pdf", "%PDF-1.7 and nothing more")
    seen = watched.look(2)
    files = watched.files
    assert {path: one["error_code"] for path, one in files.items() if one["state"] == "failed"} == {
        "empty.txt": "empty",
        "film.mp4": "unsupported",
    }
    assert files["film.mp4"]["error_message"]
    assert (seen["unreadable_documents"], seen["failed"]) == (1, 2)
    assert watched.documents["a.txt"]["state"] == "ready"


def test_a_name_that_is_no_text_is_shown_with_its_bytes(watched: Share) -> None:
    place = os.fsencode(watched.root) + b"/\xe4pfel.txt"
    with open(place, "wb") as file:  # noqa: PTH123 -- a Path cannot be made of every name
        file.write(b"Apples.")
    watched.look(2)
    assert set(watched.documents) == {"\\xe4pfel.txt"}


def test_a_file_for_which_the_quota_has_no_room_says_so_and_comes_in_once_it_has(watched: Share) -> None:
    limit = {"base": {"documents": 1}}
    assert watched.house.put("/api/quotas", by=watched.ada, json=limit).status == 200
    watched.put("a.txt", "Herons.")
    watched.put("b.txt", "Storks are not herons.")
    watched.look(2)
    refused = [one for one in watched.files.values() if one["state"] == "failed"]
    assert [one["error_code"] for one in refused] == ["storage_full"]
    assert len(watched.documents) == 1
    watched.house.put("/api/quotas", by=watched.ada, json={"base": None})
    watched.hands.advance(DAY)
    watched.look(2)
    assert set(watched.documents) == {"a.txt", "b.txt"}
