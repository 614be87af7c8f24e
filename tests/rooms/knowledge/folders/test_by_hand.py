"""What people may do with documents that follow a folder, who sees folders, and what the settings may say."""

import dataclasses
import os

import pytest

from appliance import config
from appliance.kernel.clock import HOUR
from appliance.rooms.knowledge.folders import actions
from appliance.store.database import write_now
from tests.driving import Reply
from tests.people import Person
from tests.rooms.knowledge.folders.conftest import Share


def replace(watched: Share, id: str) -> Reply:
    head = '--cut\r\nContent-Disposition: form-data; name="file"; filename="b.txt"\r\n\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=cut"}
    body = f"{head}Storks.\r\n--cut--\r\n".encode()
    return watched.house.post(f"{watched.base}/documents/{id}/replace", by=watched.ada, body=body, headers=headers)


def test_file_and_base_of_a_document_are_the_folders(watched: Share) -> None:
    watched.put("a.txt", "Herons.")
    watched.look(2)
    found = watched.documents["a.txt"]
    other = watched.house.call("collections.create_base", by=watched.ada, name="Other").json["id"]
    moved = {"action": "move", "document_ids": [found["id"]], "knowledge_base_id": other}
    assert watched.house.call("documents.change_documents", by=watched.ada, **moved).status == 409
    refused = replace(watched, found["id"])
    assert (refused.status, refused.code) == (409, "CONFLICT")
    titled = watched.house.patch(f"{watched.base}/documents/{found['id']}", by=watched.ada, json={"title": "Birds"})
    assert titled.status == 200
    watched.put("a.txt", "Herons and storks.")
    watched.look(2)
    after = watched.documents["a.txt"]
    assert (after["title"], after["version"]) == ("Birds", 2)


def test_what_is_deleted_by_hand_stays_out_until_it_is_wanted_again(watched: Share) -> None:
    watched.put("a.txt", "Herons.")
    watched.put("b.txt", "Storks.")
    watched.look(2)
    gone = watched.documents["a.txt"]["id"]
    assert watched.house.delete(f"{watched.base}/documents/{gone}", by=watched.ada).status == 204
    watched.settle()
    watched.put("a.txt", "Herons, in another wording.")
    assert watched.look(3)["files_by_state"] == {"left_out": 1, "stored": 1}
    assert set(watched.documents) == {"b.txt"}
    watched.look(2, restore_left_out=True)
    assert set(watched.documents) == {"a.txt", "b.txt"}


@pytest.mark.settings(watch_dirs="Handbook={share};Plans={share};Broken;Minutes=minutes;kb_half=/srv")
def test_a_bad_entry_says_why_and_stops_no_other(watched: Share) -> None:
    watched.put("a.txt", "Herons.")
    rows = watched.house.call("folders.list_folders", by=watched.ada).json["data"]
    codes = {row["name"]: row["error_code"] for row in rows}
    assert codes == {
        "Broken": "bad_entry", "Handbook": None, "Minutes": "not_absolute", "Plans": None, "kb_half": "bad_entry",
    }  # fmt: skip


def test_only_administrators_of_the_organisation_see_folders(watched: Share, cleo: Person, eve: Person) -> None:
    assert watched.house.call("folders.list_folders", by=cleo).status == 403
    assert watched.house.call("folders.list_folders", by=eve).json["data"] == []
    assert watched.house.call("folders.list_files", by=eve, id=watched.folder["id"]).status == 404
    assert watched.house.call("folders.scan_folder", by=eve, id=watched.folder["id"]).status == 404


@pytest.mark.settings(watch_most_files=600)
def test_a_folder_of_too_many_files_takes_as_many_as_are_allowed(watched: Share) -> None:
    for number in range(1_200):
        (watched.root / f"{number:04}.mp4").touch()
    seen = watched.look(2)
    assert (seen["error_code"], seen["state"]) == ("too_many_files", "failed")
    assert 600 <= sum(seen["files_by_state"].values()) <= 1_000


def test_somebody_elses_base_is_not_found_by_its_name(watched: Share, cleo: Person) -> None:
    watched.house.call("collections.create_base", by=cleo, name="Plans")
    config.put_in_force(dataclasses.replace(config.in_force(), watch_dirs=f"Plans={watched.root}"))
    write_now(actions.follow)
    rows = {row["name"]: row for row in watched.house.call("folders.list_folders", by=watched.ada).json["data"]}
    assert rows["Handbook"]["state"] == "off"
    assert watched.house.call("folders.scan_folder", by=watched.ada, id=rows["Handbook"]["id"]).status == 409
    watched.house.call("folders.scan_folder", by=watched.ada, id=rows["Plans"]["id"])
    watched.settle()
    rows = {row["name"]: row for row in watched.house.call("folders.list_folders", by=watched.ada).json["data"]}
    assert (rows["Plans"]["error_code"], rows["Plans"]["knowledge_base_id"]) == ("name_taken", None)


def test_documents_of_a_folder_that_is_no_longer_watched_are_the_editors(watched: Share) -> None:
    watched.put("a.txt", "Herons.")
    watched.look(2)
    found = watched.documents["a.txt"]
    config.put_in_force(dataclasses.replace(config.in_force(), watch_dirs=""))
    write_now(actions.follow)
    assert replace(watched, found["id"]).status == 200
    assert set(watched.documents) == {"a.txt"}


def test_a_removed_base_is_made_anew_only_when_it_is_asked_for(watched: Share) -> None:
    watched.put("a.txt", "Herons.")
    watched.look(2)
    first = watched.folder["knowledge_base_id"]
    assert watched.house.delete(watched.base, by=watched.ada).status == 204
    watched.settle()
    assert watched.folder["error_code"] == "base_removed"
    assert watched.folder["files_by_state"] == {}
    watched.look(2)
    assert watched.folder["knowledge_base_id"] != first
    assert set(watched.documents) == {"a.txt"}


def test_a_file_that_may_not_be_read_says_so_and_is_tried_again(watched: Share, monkeypatch) -> None:
    place = watched.put("a.txt", "Herons.")
    opened = os.open

    def refuse(path, *more, **options):
        if str(path) == str(place):
            raise PermissionError(13, "Permission denied")
        return opened(path, *more, **options)

    monkeypatch.setattr(os, "open", refuse)
    watched.look(2)
    assert watched.files["a.txt"]["error_code"] == "denied"
    monkeypatch.undo()
    watched.hands.advance(HOUR)
    watched.look()
    assert watched.documents["a.txt"]["state"] == "ready"
