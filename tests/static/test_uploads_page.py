"""Fifty files at once in a browser: each has its end, the counts add up, and a reload says what was not sent."""

import re
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

FILES = "input[type=file]:not([webkitdirectory])"
COUNTS = re.compile(r"(\d+) (to send|being read|ready|already there|could not be read|not sent|cancelled)")


def counts(page: Any) -> tuple[int, dict[str, int]]:
    """The total that the page names, and its parts."""
    text = page.locator(".uploads-sum").inner_text()
    return int(text.split()[0]), {word: int(number) for number, word in COUNTS.findall(text)}


def fifty(folder: Path) -> list[Path]:
    """41 sound texts and two more whose connection is lost, six that nobody can read, and one that is there already."""
    files = {f"note {n}.md": f"# Note {n}\n\nThe pump number {n} is red.\n".encode() for n in range(41)}
    files |= {f"lost {n}.txt": f"The lost pump {n} is blue.".encode() for n in range(2)}
    files |= {f"broken {n}.pdf": b"%PDF-1.7 nothing " + bytes([65 + n]) for n in range(5)}
    files |= {"blank.txt": b" \n", "again/note 1.md": files["note 1.md"]}
    for name, data in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    return [folder / name for name in files]


def cut_off(route: Any) -> None:
    if b'filename="lost' in (route.request.post_data_buffer or b""):
        route.abort("connectionreset")
    else:
        route.continue_()


def told(ada: Any, words: str) -> None:
    ada.page.locator(".uploads-sum", has_text=re.compile(f"^{words}$")).wait_for(timeout=60_000)
    total, parts = counts(ada.page)
    assert sum(parts.values()) == total


def test_fifty_files_some_of_which_fail(visit: Any, tmp_path: Path) -> None:
    ada = visit()
    ada.set_up()
    ada.make_base("Machines")
    ada.page.route("**/documents", cut_off)
    ada.page.set_input_files(FILES, fifty(tmp_path))
    told(ada, "50 files: 41 ready, 1 already there, 6 could not be read, 2 not sent")
    reasons = set(ada.page.locator(".upload.is-unread .upload-note").all_inner_texts())
    assert reasons == {
        "The file is damaged. Try to save it again from its program.",
        "The document holds no text.",
    }
    assert "cannot be reached" in ada.page.locator(".upload.is-refused .upload-note").first.inner_text()
    ada.page.unroute("**/documents")
    ada.page.get_by_role("button", name="Try 2 again").press("Enter")
    told(ada, "50 files: 43 ready, 1 already there, 6 could not be read")
    ada.page.get_by_role("heading", name="49 documents").wait_for()
    ada.page.get_by_role("button", name="6 failed").press("Enter")
    ada.page.get_by_role("heading", name="6 documents").wait_for()
    assert ada.page.get_by_label("State").input_value() == "bad"
    ada.page.get_by_role("button", name="Clear this list").press("Enter")
    assert ada.page.locator(".uploads").count() == 0


def slow(route: Any) -> None:
    """Nothing is answered but for the first file."""
    if b'filename="one.md' in (route.request.post_data_buffer or b""):
        route.continue_()


def test_a_reload_in_the_midst_loses_nothing_and_says_what_was_not_sent(visit: Any) -> None:
    ada = visit()
    ada.set_up()
    ada.make_base("Machines")
    ada.page.on("dialog", lambda dialog: dialog.accept())
    ada.page.route("**/documents", slow)
    names = ("one.md", "two.md", "three.md", "four.md", "five.md", "six.md")
    files = [{"name": name, "mimeType": "text/markdown", "buffer": name.encode()} for name in names]
    ada.page.set_input_files(FILES, files)
    ada.waits_for(".upload.is-ready")
    ada.page.reload()
    lost = ada.waits_for(".uploads-lost").inner_text()
    assert "5 files were not sent" in lost
    assert [name for name in names if name in lost] == list(names[1:])
    assert "one.md" in ada.waits_for(".table tbody").inner_text()
    ada.page.unroute("**/documents")
    ada.page.set_input_files(FILES, files)
    told(ada, "6 files: 5 ready, 1 already there")
    assert ada.page.locator(".uploads-lost").count() == 0


def test_files_that_wait_are_cancelled_and_tried_again(visit: Any) -> None:
    ada = visit()
    ada.set_up()
    ada.make_base("Machines")
    ada.page.route("**/documents", slow)
    files = [{"name": f"{n}.md", "mimeType": "text/markdown", "buffer": b"Red %d." % n} for n in range(5)]
    ada.page.set_input_files(FILES, files)
    ada.page.get_by_role("button", name="Cancel 4.md").press("Enter")
    told(ada, "5 files: 4 to send, 1 cancelled")
    ada.page.get_by_role("button", name="Cancel all").press("Enter")
    told(ada, "5 files: 5 cancelled")
    ada.page.unroute("**/documents")
    ada.page.get_by_role("button", name="Try 0.md again").press("Enter")
    told(ada, "5 files: 1 ready, 4 cancelled")
