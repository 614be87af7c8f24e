"""What only programs of the machine can read: scans and pictures by OCR, old files by a converter."""

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from more_samples import drawn, odp, png, scan
from parse_samples import ole

from appliance.engines.parse import ParseFailed, Programs, Reader, SandboxUnavailable

OFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not on this machine")
TURNS = shutil.which("tesseract") is not None and "osd" in subprocess.check_output(
    ["tesseract", "--list-langs"], text=True
)
needs_turning = pytest.mark.skipif(not TURNS, reason="Tesseract on this machine cannot tell how a page is turned")
needs_ocr = pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not on this machine")


def _converted(tmp_path, content, ending, kind):
    (tmp_path / f"made.{ending}").write_bytes(content)
    profile = f"-env:UserInstallation=file://{tmp_path}/made"
    command = [OFFICE, profile, "--headless", "--convert-to", kind, f"made.{ending}"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    return (tmp_path / f"made.{kind}").read_bytes()


def old_word(tmp_path):
    return _converted(tmp_path, b"old words", "txt", "doc")


def old_slides(tmp_path):
    return _converted(tmp_path, odp(("old words", "text", "note")), "odp", "ppt")


@pytest.fixture
def read(sandbox, tmp_path):
    def run(content, name, **settings):
        path = tmp_path / "document"
        path.write_bytes(content)
        reader = Reader(sandbox, Programs(folder=tmp_path / "work", **settings))
        try:
            return reader.parse(path, filename=name)
        finally:
            assert list((tmp_path / "work").iterdir()) == []

    return run


@needs_ocr
def test_a_scan_is_read_page_by_page(read):
    parsed = read(scan(["INVOICE NUMBER 4711", "TOTAL AMOUNT"], ["SECOND PAGE HERE"]), "a.pdf", languages="eng")
    assert "INVOICE NUMBER 4711" in parsed.text
    assert [page.number for page in parsed.pages] == [1, 2]
    assert parsed.media_type == "application/pdf"


@needs_ocr
def test_a_scan_of_one_page_has_that_page(read):
    parsed = read(scan(["INVOICE NUMBER 4711"]), "a.pdf", languages="eng")
    assert [(page.number, page.start, page.end) for page in parsed.pages] == [(1, 0, len(parsed.text))]
    assert {(one.page, parsed.text[one.start : one.end]) for one in parsed.passages} == {(1, "INVOICE NUMBER 4711")}


@needs_ocr
def test_the_scanned_pages_among_others_are_read_at_their_place(read):
    content = scan(["FIRST SCAN"], ["-"], ["LAST SCAN"], words={1: "a page of plain words"})
    parsed = read(content, "a.pdf", languages="eng")
    assert [parsed.text[page.start : page.end] for page in parsed.pages] == [
        "FIRST SCAN", "a page of plain words", "LAST SCAN",
    ]  # fmt: skip
    assert {parsed.text[one.start : one.end] for one in parsed.passages if one.page == 3} <= {"LAST SCAN"}


def test_without_the_program_the_other_pages_count(read):
    parsed = read(scan(["SCAN"], ["-"], words={1: "a page of plain words"}), "a.pdf", find=lambda _: None)
    assert parsed.text == "a page of plain words"


@needs_ocr
def test_a_picture_is_read(read):
    parsed = read(png(*drawn("WARNING HIGH VOLTAGE")), "sign.png", languages="eng")
    assert "HIGH VOLTAGE" in parsed.text
    assert parsed.media_type == "image/png"


@needs_turning
def test_a_picture_on_its_side_is_read_upright(read):
    lines = [
        "The invoice number is 4711 and was sent to",
        "the accounting department of the company,",
        "which has to pay it within thirty days.",
    ]
    width, height, grey = drawn(*lines)
    on_its_side = np.rot90(np.frombuffer(grey, np.uint8).reshape(height, width))
    parsed = read(png(height, width, on_its_side.tobytes()), "sign.png", languages="eng")
    assert "accounting department of the company" in parsed.text


@pytest.mark.parametrize(
    ("content", "name", "code", "word"),
    [
        (scan(["TEXT"]), "a.pdf", "empty", "Tesseract"),
        (png(*drawn("TEXT")), "a.png", "empty", "Tesseract"),
        (ole("WordDocument"), "a.doc", "unsupported", "LibreOffice"),
        (ole("PowerPoint Document"), "a.ppt", "unsupported", "LibreOffice"),
        (ole("Workbook"), "a.xls", "corrupt", "damaged"),
    ],
)
def test_without_the_program_its_name_is_told(read, content, name, code, word):
    with pytest.raises(ParseFailed) as caught:
        read(content, name, is_off=True)
    assert caught.value.code == code
    assert word in caught.value.message


@needs_ocr
def test_a_picture_without_words_is_empty(read):
    with pytest.raises(ParseFailed) as caught:
        read(png(200, 100, b"\xff" * 20_000), "a.png", languages="eng")
    assert caught.value.code == "empty"


@needs_office
@pytest.mark.slow
@pytest.mark.parametrize(("kind", "make"), [("doc", old_word), ("ppt", old_slides)])
def test_old_files_are_converted(read, tmp_path, kind, make):
    parsed = read(make(tmp_path), f"a.{kind}")
    assert "old words" in parsed.text


def test_a_converter_sees_neither_network_nor_files(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("canary")
    programs = Programs(folder=tmp_path / "work")
    programs.clear()
    with programs.workplace() as work, pytest.raises(ParseFailed) as caught:
        programs.run(Path(work), ["/bin/cat", str(secret)])
    assert caught.value.code == "corrupt"
    with programs.workplace() as work:
        programs.run(Path(work), ["/bin/sh", "-c", "cat /proc/net/dev > seen; ! cat /etc/shadow"])
        interfaces = (Path(work) / "seen").read_text().splitlines()[2:]
    assert [line.split(":")[0].strip() for line in interfaces] == ["lo"]


def _alive(mark):
    return [path for path in Path("/proc").glob("[0-9]*/cmdline") if mark.encode() in _read(path)]


def _read(path):
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _until(is_so):
    end = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_what_a_program_started_ends_with_it(tmp_path):
    programs = Programs(folder=tmp_path / "work")
    programs.clear()
    mark = f"sleep 61.{os.getpid()}"
    command = f"setsid /bin/sh -c '{mark}; true' & until [ -e there ]; do [ -e /proc/$! ] && touch there; done"
    with programs.workplace() as work:
        programs.run(Path(work), ["/bin/sh", "-c", command])
        assert (Path(work) / "there").exists()
    _until(lambda: _alive(mark) == [])


def test_the_end_of_the_appliance_ends_a_program_and_blames_no_document(tmp_path):
    programs = Programs(folder=tmp_path / "work")
    programs.clear()
    mark = f"sleep 62.{os.getpid()}"
    with programs.workplace() as work, ThreadPoolExecutor(1) as pool:
        running = pool.submit(programs.run, Path(work), ["/bin/sh", "-c", f"setsid {mark}; true"])
        _until(lambda: _alive(f"62.{os.getpid()}"))
        programs.close()
        with pytest.raises(SandboxUnavailable):
            running.result(20)
    _until(lambda: _alive(f"62.{os.getpid()}") == [])
    with programs.workplace() as work, pytest.raises(SandboxUnavailable):
        programs.run(Path(work), ["/bin/true"])


def test_a_killed_appliance_leaves_no_program_running(tmp_path):
    """Also none that left its process group, as LibreOffice does when it is run by its script."""
    mark = f"63.{os.getpid()}"
    script = (
        "import sys; from pathlib import Path; from appliance.engines.parse import Programs; "
        "Programs(Path(sys.argv[1])).run(Path(sys.argv[1]), ['/bin/sh', '-c', f'setsid sleep {sys.argv[2]}; true'])"
    )
    owner = subprocess.Popen([sys.executable, "-c", script, str(tmp_path), mark])
    _until(lambda: any(b"sleep" in _read(path).split(b"\0")[0] for path in _alive(mark)))
    owner.kill()
    owner.wait()
    _until(lambda: _alive(mark) == [])
