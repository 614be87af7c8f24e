"""What a parser gone wild can reach, and what its end costs."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from parse_samples import docx, paragraph

from appliance.engines.parse import ParseFailed, Sandbox, SandboxUnavailable

ROOT = Path(__file__).resolve().parents[3]


class Probing(Sandbox):
    command = ("-sB", str(Path(__file__).with_name("probing_server.py")))


class WithoutNamespace(Probing):
    ways = ("seccomp",)


class WithoutFilter(Probing):
    ways = ("unshare",)


class Unconfined(Probing):
    ways = ()


@pytest.fixture
def probe(tmp_path):
    """Run one probe in a sandbox of the given kind and limits."""
    opened = []

    def run(words, kind=Probing, **limits):
        path = tmp_path / "probe"
        path.write_text(words)
        sandbox = kind(**limits)
        opened.append(sandbox)
        return sandbox.parse(path, filename="probe.txt").text

    yield run
    for sandbox in opened:
        sandbox.close()


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("kind", [Probing, WithoutNamespace, WithoutFilter])
def test_the_child_reaches_no_network(probe, listener, kind):
    assert probe(f"connect {listener}", kind) != "allowed"


def test_the_probe_would_connect_without_confinement(probe, listener):
    assert probe(f"connect {listener}", Unconfined, require_network_off=False) == "allowed"


def test_a_machine_that_cannot_cut_the_network_is_refused(probe):
    with pytest.raises(SandboxUnavailable):
        probe("environment", Unconfined)


@pytest.mark.parametrize(("kind", "word"), [(Sandbox, "unshare"), (WithoutNamespace, "seccomp")])
def test_status_tells_how_the_network_is_cut(tmp_path, kind, word):
    path = tmp_path / "a"
    path.write_text("environment")
    sandbox = kind()
    assert sandbox.status()["network"] is None
    sandbox.parse(path, filename="a.txt")
    assert sandbox.status()["network"] in {word, "seccomp"}
    sandbox.close()
    assert sandbox.status()["running"] is False


def test_the_child_sees_no_environment(probe, monkeypatch):
    monkeypatch.setenv("APPLIANCE_SECRET", "hunter2")
    seen = probe("environment")
    assert "hunter2" not in seen
    ours = {"PYTHONPATH", "LANG", "LC_CTYPE", "MALLOC_ARENA_MAX", "PYDANTIC_DISABLE_PLUGINS"}
    assert {line.split("=")[0] for line in seen.split("\n")} <= ours


def test_the_child_opens_no_file_and_starts_or_ends_no_process(probe, tmp_path):
    assert probe(f"read {__file__}") == "EPERM"
    assert probe(f"write {tmp_path / 'new'}") == "EPERM"
    assert not (tmp_path / "new").exists()
    assert probe("fork") in {"EPERM", "EAGAIN"}
    assert probe("execute") == "EPERM"
    assert probe(f"kill {os.getpid()}") == "EPERM"


def test_the_child_writes_no_file_even_without_the_filter(probe, tmp_path):
    assert probe(f"write {tmp_path / 'new'}", WithoutFilter) != "allowed"


def test_the_child_holds_two_descriptors(probe):
    assert len(probe("descriptors").split(",")) == 2


@pytest.mark.parametrize(
    ("words", "limits", "code"),
    [
        ("loop", {"cpu_seconds": 1, "wall_seconds": 20}, "timeout"),
        ("loop", {"wall_seconds": 0.3}, "timeout"),
        ("hog", {"memory_mb": 200}, "too_large"),
        ("flood", {"output_mb": 1}, "too_large"),
        ("abort", {}, "parser_error"),
    ],
)
def test_what_breaks_its_limits_is_ended(probe, words, limits, code):
    with pytest.raises(ParseFailed) as caught:
        probe(words, **limits)
    assert caught.value.code == code


def children(pid):
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def ticks(pid):
    """Processor time in hundredths of a second: a child that has some is at its work."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11])


def wait_for(condition):
    until = time.monotonic() + 10
    while not (found := condition()):
        assert time.monotonic() < until, "never happened"
        threading.Event().wait(0.005)
    return found


def in_background(sandbox, path):
    pool = ThreadPoolExecutor(1)
    task = pool.submit(sandbox.parse, path, filename="probe.txt")
    pool.shutdown(wait=False)
    return task


@pytest.fixture
def looping(tmp_path):
    path = tmp_path / "loop"
    path.write_text("loop")
    sandbox = Probing()
    task = in_background(sandbox, path)
    server = wait_for(lambda: sandbox.status()["pid"])
    child = wait_for(lambda: children(server))[0]
    wait_for(lambda: ticks(child))
    yield sandbox, task, server, child
    sandbox.close()


def test_a_killed_child_costs_its_document_only(looping, tmp_path):
    sandbox, task, server, child = looping
    os.kill(child, signal.SIGKILL)
    with pytest.raises(ParseFailed) as caught:
        task.result(10)
    assert caught.value.code == "parser_error"
    (tmp_path / "next").write_text("environment")
    assert "LANG" in sandbox.parse(tmp_path / "next", filename="a.txt").text
    assert sandbox.status()["pid"] == server


def test_a_killed_server_takes_its_children_along_and_is_replaced(looping, tmp_path):
    sandbox, task, server, child = looping
    task_path = tmp_path / "loop"
    task_path.write_text("environment")
    os.kill(server, signal.SIGKILL)
    assert "LANG" in task.result(10).text
    assert sandbox.status()["pid"] != server
    wait_for(lambda: not Path(f"/proc/{child}").exists())


def test_closing_ends_server_and_children(looping):
    sandbox, task, server, child = looping
    sandbox.close()
    wait_for(lambda: not Path(f"/proc/{child}").exists() and not Path(f"/proc/{server}").exists())
    with pytest.raises(SandboxUnavailable):
        task.result(10)


def test_an_idle_server_ends_and_returns_on_demand(tmp_path):
    path = tmp_path / "a"
    path.write_text("words")
    sandbox = Sandbox(idle_seconds=0.05)
    sandbox.parse(path, filename="a.txt")
    wait_for(lambda: not sandbox.status()["running"])
    assert sandbox.parse(path, filename="a.txt").text == "words"
    sandbox.close()


def test_the_server_ends_with_its_owner(tmp_path):
    (tmp_path / "a").write_text("words")
    code = (
        "import sys; from pathlib import Path; from appliance.engines.parse import Sandbox; s = Sandbox();"
        f"s.parse(Path({str(tmp_path / 'a')!r}), filename='a.txt');"
        "print(s.status()['pid'], flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as owner:
        server = int(owner.stdout.readline())
        assert Path(f"/proc/{server}").exists()
        owner.kill()
        wait_for(lambda: not Path(f"/proc/{server}").exists())


def test_many_threads_share_one_server(sandbox, tmp_path):
    def one(number):
        path = tmp_path / str(number)
        path.write_bytes(docx(paragraph(f"document {number}")))
        return sandbox.parse(path, filename="a.docx").text

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(one, range(60))) == [f"document {number}" for number in range(60)]


def test_a_missing_file_is_the_callers_error(sandbox, tmp_path):
    with pytest.raises(FileNotFoundError):
        sandbox.parse(tmp_path / "none", filename="a.txt")


def test_the_front_loads_no_parser():
    code = (
        "import sys, appliance.engines.parse;"
        "sys.exit(any(n in sys.modules for n in ('lxml', 'docx', 'pypdfium2', 'selectolax', 'charset_normalizer')))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
