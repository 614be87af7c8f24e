"""A whole journey in an unplugged house: two witnesses see every address that the process and its children speak to."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.engines.parse.parse_samples import docx, paragraph, pdf
from tests.journeys.running import Client, Running, eventually

pytestmark = pytest.mark.journey

AUDIT = """
import os, sys

def _witness(event, args):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.bind"):
        with open(os.environ["WITNESS"], "a") as file:
            file.write(repr((event, args[1] if event != "socket.getaddrinfo" else args[0])) + "\\n")

sys.addaudithook(_witness)
"""
CALLS = "connect,sendto,sendmsg,sendmmsg,bind"
INET = re.compile(r"sa_family=AF_INET6?.*?(?:inet_addr\(\"|inet_pton\(AF_INET6, \")([^\"]+)")


def has_strace() -> bool:
    """Whether system calls of other processes may be watched here."""
    if shutil.which("strace") is None:
        return False
    return subprocess.run(("strace", "-f", "-o", "/dev/null", "true"), check=False, capture_output=True).returncode == 0


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the notes of both witnesses, after the journey."""
    folder = tmp_path_factory.mktemp("watched")
    (folder / "site").mkdir()
    (folder / "site/sitecustomize.py").write_text(AUDIT)
    calls = folder / "calls.txt"
    watch = ("strace", "-D", "-f", "-q", "--seccomp-bpf", "-e", f"trace={CALLS}", "-e", "signal=none", "-o", str(calls))
    running = Running(folder / "appliance", before=watch if has_strace() else (), allow_demo_license=1)
    running.env["PYTHONPATH"] = f"{folder / 'site'}:{running.env['PYTHONPATH']}"
    running.env["WITNESS"] = str(folder / "audit.txt")
    with running:
        travel(running)
        pid = running.pid  # -D leaves it our own child; strace itself ends a moment after it
        assert running.stop() == 0
        if has_strace():
            eventually(lambda: f"{pid} +++ exited with 0" in " ".join(calls.read_text().split()))
    return folder


def travel(running: Running) -> None:
    """Set up, upload one of each kind, search, chat both ways, read everything that names other systems, invite."""
    ada = running.set_up()
    base = ada.post("/api/knowledge", {"name": "Unplugged"})["id"]
    page = b'<html><head><link rel="stylesheet" href="http://192.0.2.1/a.css"></head><body><img src="https://example.org/x.png"><p>The plug is out.</p></body></html>'
    xml = b'<!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd"><a>The plug is out.</a>'
    done = ada.upload_and_wait(base, {
        "a.txt": (b"The plug is out. See http://192.0.2.1/.", "text/plain"), "b.html": (page, "text/html"),
        "c.pdf": (pdf(["The plug is out."]), "application/pdf"), "e.xml": (xml, "text/xml"),
        "d.docx": (docx(paragraph("The plug is out.")), "application/octet-stream"),
    })  # fmt: skip
    assert {done[name]["state"] for name in ("a.txt", "b.html", "c.pdf", "d.docx")} == {"ready"}
    assert len(ada.post("/api/search", {"query": "plug"})["data"]) >= 4
    _look_around(ada, base)


def _look_around(ada: Client, base: str) -> None:
    ada.turn(message="Where is the plug?", knowledge_base_ids=[base])
    ada.post("/api/chat", {"message": "Where is http://192.0.2.1/?", "stream": False})
    ada.post("/api/users", {"email": "ben@example.org"})
    for path in ("/api/health/ready", "/api/health/db", "/api/health/integrations", "/api/license/status", "/metrics",
                 "/api/docs", "/redoc", "/api/openapi.json"):  # fmt: skip
        assert ada.ask("GET", path).status == 200, path


def test_no_audited_call_goes_beyond_the_machine(watched):
    lines = (watched / "audit.txt").read_text().splitlines()
    assert any(line.startswith("('socket.bind', ('127.0.0.1'") for line in lines)  # the witness was awake
    here = re.compile(r"127\.0\.0\.1|::1|localhost|'/|, None\)")  # None: on a socket that is connected already
    beyond = [line for line in lines if "socket.bind" not in line and not here.search(line)]
    assert beyond == []


@pytest.mark.skipif(not has_strace(), reason="strace is not there, or may not watch")
def test_no_system_call_goes_beyond_the_machine(watched):
    text = (watched / "calls.txt").read_text()
    assert re.search(r"bind\(\d+, \{sa_family=AF_INET, [^}]*127\.0\.0\.1", text)  # the witness was awake
    addresses = {address for address in INET.findall(text) if not address.startswith("127.")}
    assert addresses - {"::1"} == set()


def test_the_shell_and_its_parts_name_no_other_machine():
    from appliance.web.assets import static_folder

    named = {}
    for path in static_folder().rglob("*"):
        if path.suffix in (".html", ".css") and "vendor" not in path.parts:
            named[path.name] = re.findall(
                r"(?:src|href|url)\s*[=(]\s*[\"']?((?:https?:)?//[^\"')\s]+)", path.read_text()
            )
    assert named
    assert {name: found for name, found in named.items() if found} == {}
