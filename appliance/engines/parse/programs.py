"""Programs of the machine that read what our parsers do not: OCR for pictures and scans, converters for old files.

Each runs in a folder of its own, without network, with little of the file system, and is ended when it takes too long.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import appliance
from appliance.engines.parse.confine import NOT_CONFINED
from appliance.engines.parse.model import DAMAGED, ParseFailed, SandboxUnavailable

_ROOT: Final = str(Path(appliance.__file__).resolve().parent.parent)
_SECONDS: Final = 300
_MAX_LANGUAGES: Final = 3
_NO_OCR: Final = "The document has no text layer; it may be a scan. With Tesseract on the machine it could be read."
_NO_CONVERTER: Final = "Reading this kind of file needs LibreOffice on the machine."
_FAILED: Final = "The file is damaged, or the program of the machine that reads this kind failed."
_WORD: Final = "docx"
_SHEET: Final = "xlsx"
_SLIDES: Final = "pptx"
_PAGES: Final = "pdf"
CONVERSIONS: Final = {
    "doc": (_WORD, "application/msword"),
    "wpd": (_WORD, "application/vnd.wordperfect"),
    "wps": (_WORD, "application/vnd.ms-works"),
    "ppt": (_SLIDES, "application/vnd.ms-powerpoint"),
    "xls": (_SHEET, "application/vnd.ms-excel"),  # only such as are damaged or odd
    "xlsb": (_SHEET, "application/vnd.ms-excel.sheet.binary.macroenabled.12"),
    "numbers": (_SHEET, "application/vnd.apple.numbers"),
    "pages": (_PAGES, "application/vnd.apple.pages"),
    "key": (_PAGES, "application/vnd.apple.keynote"),
    "pub": (_PAGES, "application/vnd.ms-publisher"),
    "vsd": (_PAGES, "application/vnd.visio"),
    "vsdx": (_PAGES, "application/vnd.ms-visio.drawing"),
}
"""What only a converter reads: the kind of file that it is turned into, and its own media type."""
Product = tuple[Path, str]
"""What came out: a file, and the name to read it under."""


class _Running:
    """The processes that run now: the end of the appliance does not wait for them, it ends them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._processes: set[subprocess.Popen[bytes]] = set()
        self.is_over = False

    def start(self, command: list[str], work: Path) -> "subprocess.Popen[bytes]":
        with self._lock:
            if self.is_over:
                raise SandboxUnavailable("The appliance is ending.")
            process = subprocess.Popen(  # noqa: S603 - a program that the machine's administrator installed, no shell
                command,
                env={"PYTHONPATH": _ROOT, "LANG": "C.UTF-8", "HOME": "/tmp",  # noqa: S108
                     "PATH": "/usr/bin:/bin", "OMP_THREAD_LIMIT": "1"},
                cwd=work, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                start_new_session=True,
            )  # fmt: skip
            self._processes.add(process)
            return process

    def end(self, process: "subprocess.Popen[bytes]") -> None:
        """End it with everything that it started."""
        _kill(process)
        process.wait()
        with self._lock:
            self._processes.discard(process)

    def end_all(self) -> None:
        """End what runs and start nothing more."""
        with self._lock:
            self.is_over = True
            for process in self._processes:
                _kill(process)


@dataclass(frozen=True, slots=True)
class Programs:
    """Where the programs work, in which languages OCR reads (empty: what is installed), and whether they may run."""

    folder: Path
    languages: str = ""
    is_off: bool = False
    may_reach_network: bool = False
    find: Callable[[str], str | None] = field(default=shutil.which)
    _running: _Running = field(default_factory=_Running, init=False, repr=False, compare=False)

    def clear(self) -> None:
        """Forget what a crash left behind."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(mode=0o700, parents=True)

    def recognise(self, document: Path, ending: str, work: Path, pages: Sequence[int] = ()) -> Product:
        """Read a picture or a scanned PDF (all its pages, or these) by OCR.

        Raises ParseFailed empty where the machine has none, else as run.
        """
        program = self._found("tesseract")
        if program is None:
            raise ParseFailed("empty", _NO_OCR)
        shutil.copyfile(document, work / f"in.{ending}")
        (work / "pages.txt").write_text(" ".join(map(str, pages)))
        asked = "in.txt" if ending == "pdf" else f"in.{ending}"
        self.run(work, [program, asked, "out", *_reading(program, self.languages)])
        return work / "out.txt", "scan.txt"

    def convert(self, document: Path, kind: str, work: Path) -> Product:
        """Turn a file of these kinds into one that is read here. Raises ParseFailed; unsupported: no converter."""
        office = self._found("soffice") or self._found("libreoffice")
        if office is None:
            raise ParseFailed("corrupt", DAMAGED) if kind == "xls" else ParseFailed("unsupported", _NO_CONVERTER)
        shutil.copyfile(document, work / f"in.{kind}")
        target, _ = CONVERSIONS[kind]
        profile = "-env:UserInstallation=file:///tmp/profile"
        self.run(work, [office, profile, "--headless", "--norestore", "--convert-to", target, f"in.{kind}"])
        return work / f"in.{target}", f"in.{target}"

    def workplace(self) -> tempfile.TemporaryDirectory[str]:
        """A folder for one document, gone afterwards."""
        return tempfile.TemporaryDirectory(dir=self.folder, ignore_cleanup_errors=True)

    def _found(self, program: str) -> str | None:
        return None if self.is_off else self.find(program)

    def run(self, work: Path, command: list[str]) -> None:
        """Run a program in this folder, confined. Raises ParseFailed: timeout, corrupt, unsupported.

        SandboxUnavailable when the appliance ends meanwhile: that says nothing about the document.
        """
        reach = "yes" if self.may_reach_network else "no"
        child = [sys.executable, "-sBm", "appliance.engines.parse.program_child", str(os.getpid()), str(work), reach]
        process = self._running.start([*child, *command], work)
        try:
            code = process.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            raise ParseFailed("timeout", "Reading the document took too long.") from None
        finally:
            self._running.end(process)
        if code != 0 and self._running.is_over:
            raise SandboxUnavailable("The appliance is ending.")
        if code == NOT_CONFINED:
            raise ParseFailed("unsupported", "This machine offers no way to cut a converter off the network.")
        if code != 0:
            raise ParseFailed("corrupt", _FAILED)

    def close(self) -> None:
        """End what runs; later calls of run raise SandboxUnavailable."""
        self._running.end_all()


def _kill(process: "subprocess.Popen[bytes]") -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _reading(program: str, languages: str) -> list[str]:
    """How pages are read: turned upright where the machine knows how, and in these languages.

    Without any, in the first ones that are installed, English before others.
    """
    listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=30, check=False)  # noqa: S603
    names = set(listed.stdout.splitlines()[1:]) - {""}
    found = sorted(names - {"osd"}, key=lambda name: (name != "eng", name))[:_MAX_LANGUAGES]
    turning = ["--psm", "1"] if "osd" in names else []
    return ["-l", languages or "+".join(found) or "eng", *turning]
