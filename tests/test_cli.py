"""Every command of the command line, each as a process of its own."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest

from appliance import __version__
from tests.durability.process import free_port
from tests.engines.embed import tiny
from tests.journeys.running import ROOT, Running, environment

EMAIL = "bo@acme.example"


class Shell:
    """Runs commands on one data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"

    def run(self, *arguments: str, given: str = "", **settings: str) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end. It may refuse, but never with a trace."""
        env = environment(data_dir=self.data) | settings
        command = (sys.executable, "-m", "appliance", *arguments)
        done = subprocess.run(
            command, cwd=self.folder, env=env, input=given, capture_output=True, text=True, timeout=60, check=False
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def good(self, *arguments: str, **more: str) -> str:
        """What a command prints that goes well."""
        done = self.run(*arguments, **more)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout.strip()

    def refused(self, *arguments: str, **more: str) -> str:
        """Why a command refuses."""
        done = self.run(*arguments, **more)
        assert (done.returncode, done.stdout) == (2, "")
        return done.stderr.strip()


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def unverified(shell: Shell, key: str) -> Any:
    """What is told of a key that is none of ours, with an exit code that says so."""
    done = shell.run("license", "inspect", key)
    assert (done.returncode, done.stderr) == (1, "")
    told = orjson.loads(done.stdout)
    assert told["verified"] is False
    return told


def sign_in(running: Running, password: str) -> int:
    return running.send("POST", "/auth/admin-login", json={"email": EMAIL, "password": password}).status


def passages(found: Any) -> tuple[Any, ...]:
    """The best passage, and all of them. Scores count replaced passages too until the index has cleared them away."""
    plain = [{name: value for name, value in one.items() if name != "score"} for one in found["data"]]
    return plain[0], sorted(plain, key=lambda one: one["chunk_id"])


def test_config_shows_every_setting_and_masks_secrets(shell):
    secrets = {"METRICS_BASIC_AUTH": "ops:verysecret", "APPLIANCE_LICENSE_KEY": "keysecret"}
    (shell.folder / "model.key").write_text("filesecret\n")
    told = shell.good(
        "config", APPLIANCE_OPENAI_API_KEY_FILE=str(shell.folder / "model.key"), APPLIANCE_PORT="9000", **secrets
    )
    lines = {line.split()[0]: line for line in told.splitlines() if line.strip()}
    assert lines["APPLIANCE_PORT"].split()[:4] == ["APPLIANCE_PORT", "9000", "environment", "8080"]
    assert lines["APPLIANCE_HOST"].split()[:4] == ["APPLIANCE_HOST", "127.0.0.1", "default", "127.0.0.1"]
    assert lines["METRICS_BASIC_AUTH"].split()[1:3] == ["••••", "environment"]
    assert lines["APPLIANCE_OPENAI_API_KEY"].split()[1:3] == ["••••", "file"]
    assert [secret for secret in ("verysecret", "keysecret", "filesecret") if secret in told] == []
    assert not shell.data.exists()


@pytest.mark.parametrize("command", ["config", "serve", "migrate", "reindex"])
def test_an_unknown_setting_is_an_error_with_the_nearest_name(shell, command):
    assert shell.refused(command, APPLIANCE_PROT="1") == (
        "appliance: APPLIANCE_PROT is not a setting; did you mean APPLIANCE_PORT?"
    )
    assert not shell.data.exists()


def test_a_value_that_cannot_be_used_is_named(shell):
    assert "APPLIANCE_PORT" in shell.refused("config", APPLIANCE_PORT="http")
    assert "APPLIANCE_LOG_LEVEL" in shell.refused("serve", APPLIANCE_LOG_LEVEL="loud")
    assert "APPLIANCE_LICENSE_KEY_FILE" in shell.refused("serve", APPLIANCE_LICENSE_KEY_FILE="/nowhere/at/all")


def test_version_and_routes_need_no_data_folder(shell):
    from appliance.house import build
    from appliance.web.own import with_own

    assert shell.good("version") == __version__
    told = {tuple(line.split()[:2]) for line in shell.good("routes").splitlines()}
    assert told == {(one.method, path) for one in with_own(build()).endpoints for path in one.paths}
    assert not shell.data.exists()


def test_output_into_a_closed_pipe_is_no_accident(shell):
    command = f"{sys.executable} -m appliance routes | head -n 1"
    done = subprocess.run(
        ("bash", "-c", command), cwd=shell.folder, env=environment(), capture_output=True, text=True, check=True
    )
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""


def test_migrate_brings_an_empty_folder_up_once(shell):
    done = shell.good("migrate").split()
    assert done == sorted(path.stem for path in (ROOT / "appliance/store/migrations").glob("0*.py"))
    assert shell.good("migrate") == "nothing to do"
    assert shell.data.stat().st_mode & 0o777 == 0o700


def test_migrate_refuses_a_newer_folder(shell):
    import apsw

    shell.good("migrate")
    connection = apsw.Connection(str(shell.data / "main.db"))
    version = connection.pragma("user_version")
    connection.pragma("user_version", version + 1)
    connection.close()
    assert "newer" in shell.refused("migrate").lower()
    assert "newer" in shell.refused("serve", APPLIANCE_PORT=str(free_port())).lower()


def test_reindex_builds_the_same_index(tmp_path):
    texts = {f"{n}.txt": (f"The {word} mountain is {n}00 metres high.".encode(), "text/plain") for n, word in enumerate(("white", "green", "black", "windy", "round"))}  # fmt: skip
    asked = [{"query": query, "limit": 100} for query in ("white mountain", "metres", "windy hight")]
    with Running(tmp_path) as running:
        ada = running.set_up()
        base = ada.post("/api/knowledge", {"name": "Mountains"})["id"]
        rows = ada.upload_and_wait(base, texts)
        before = [passages(ada.post("/api/search", one)) for one in asked]
        assert "a server is running" in Shell(tmp_path).refused("reindex")
        assert running.stop() == 0
        shutil.rmtree(running.folder / "index")
        count = sum(row["chunk_count"] for row in rows.values())
        assert Shell(tmp_path).good("reindex") == f"{count} passages indexed"
        running.start()
        assert [passages(ada.post("/api/search", one)) for one in asked] == before
        assert all(before)
        assert running.stop() == 0


def test_people_are_made_without_a_server(tmp_path):
    shell = Shell(tmp_path)
    made = orjson.loads(shell.good("user", "create", EMAIL, "--name", "Bo", "--role", "admin"))
    assert (made["email"], made["role"]) == (EMAIL, "admin")
    assert "already" in shell.refused("user", "create", EMAIL.upper())
    reset = orjson.loads(shell.good("user", "reset-password", EMAIL))
    assert reset["id"] == made["id"]
    assert "not found" in shell.refused("user", "reset-password", "nobody@acme.example")
    with Running(tmp_path) as running:
        assert "Set it up" not in running.output.read_text()
        assert running.send("GET", "/auth/setup-status").json["bootstrapped"] is True
        assert [sign_in(running, made["password"]), sign_in(running, reset["password"])] == [401, 200]


def test_people_are_made_through_the_running_server(tmp_path):
    shell = Shell(tmp_path)
    with Running(tmp_path) as running:
        ada = running.set_up()
        socket = running.folder / "control.sock"
        assert socket.is_socket()
        assert socket.stat().st_mode & 0o777 == 0o600
        made = orjson.loads(shell.good("user", "create", EMAIL, "--role", "viewer"))
        listed = {row["email"]: row["role"] for row in ada.get("/api/users")["data"]}
        assert listed == {"ada@acme.example": "admin", EMAIL: "viewer"}
        assert "already" in shell.refused("user", "create", EMAIL)
        signed = running.send("POST", "/auth/admin-login", json={"email": EMAIL, "password": made["password"]}).json
        reset = orjson.loads(shell.good("user", "reset-password", EMAIL))
        headers = {"Authorization": f"Bearer {signed['token']}"}
        assert running.send("GET", "/auth/user", headers=headers).status == 401
        assert [sign_in(running, made["password"]), sign_in(running, reset["password"])] == [401, 200]
        assert running.errors == []


def test_a_killed_server_leaves_nothing_in_the_way_of_commands(tmp_path):
    shell = Shell(tmp_path)
    with Running(tmp_path) as running:
        running.set_up()
        assert running.process is not None
        running.process.send_signal(signal.SIGKILL)
        running.process.wait()
        assert (running.folder / "control.sock").exists()
        made = orjson.loads(shell.good("user", "create", EMAIL))
        running.start()
        assert sign_in(running, made["password"]) == 200


def test_a_second_server_ends_at_once_and_says_why(tmp_path):
    with Running(tmp_path) as running:
        shell = Shell(tmp_path)
        assert "another process is using" in shell.refused("serve", APPLIANCE_PORT=str(free_port()))
        other = Shell(tmp_path / "other")
        other.folder.mkdir()
        done = other.run("serve", APPLIANCE_PORT=str(running.port))
        assert done.returncode == 2
        assert str(running.port) in done.stderr
        assert "in use" in done.stderr
        assert running.send("GET", "/api/health").status == 200


def test_licences_are_issued_by_a_vendor_s_own_key(shell):
    told = shell.good("license", "keygen", "vendor", "--kid", "acme-2026")
    private, public = shell.folder / "vendor/acme-2026.private.pem", shell.folder / "vendor/acme-2026.pem"
    assert str(private.relative_to(shell.folder)) in told
    assert private.stat().st_mode & 0o777 == 0o600
    assert "PUBLIC" in public.read_text()
    assert "is there already" in shell.refused("license", "keygen", "vendor", "--kid", "acme-2026")
    key = shell.good("license", "issue", "--tier", "pro", "--key", "vendor/acme-2026.private.pem", "--seats", "7")
    assert key.count(".") == 2
    told = unverified(shell, key)
    assert (told["reason"], told["unverified_claims"]["tier"], told["unverified_claims"]["seats"]) == (
        "unknown_key",
        "pro",
        7,
    )
    assert told["unverified_claims"]["header"]["kid"] == "acme-2026"
    pushed = shell.good("license", "revoke", key, "--reason", "unpaid", "--key", "vendor/acme-2026.private.pem")
    assert unverified(shell, pushed)["unverified_claims"] | {"revoked_at": 0, "header": 0} == {
        "jti": told["unverified_claims"]["jti"], "reason": "unpaid", "revoked_at": 0, "header": 0,
    }  # fmt: skip
    assert "--key" in shell.refused("license", "revoke", key)
    assert "--key" in shell.refused("license", "issue", "--tier", "pro")
    assert "nowhere.pem" in shell.refused("license", "issue", "--tier", "pro", "--key", "nowhere.pem")
    assert shell.refused("license", "issue", "--tier", "pro", "--key", str(public))


def test_a_demo_licence_says_what_it_grants(shell):
    key = shell.good("license", "issue", "--demo", "--tier", "enterprise", "--customer", "Acme", "--days", "30")
    by_argument = orjson.loads(shell.good("license", "inspect", key))
    by_input = orjson.loads(shell.good("license", "inspect", "-", given=key + "\n"))
    assert by_argument["verified"] is by_input["verified"] is True
    assert (by_argument["tier"], by_argument["customer"], by_argument["demo"]) == ("enterprise", "Acme", True)
    assert unverified(shell, "a.b.c") == {
        "verified": False, "reason": "malformed", "message": "This is not a licence key",
    }  # fmt: skip
    assert unverified(shell, key[:-6] + "AAAAAA")["reason"] == "signature"


def test_wrong_words_are_explained(shell):
    for arguments in (
        (),
        ("nonsense",),
        ("license", "issue", "--tier", "gold", "--demo"),
        ("user",),
        ("user", "create"),
    ):
        assert "usage: appliance" in shell.refused(*arguments)
    assert "serve" in shell.good("--help")


def test_models_are_added_listed_and_removed_without_a_network(shell: Shell) -> None:
    folder = tiny.folder(shell.folder / "tiny")
    assert "tiny is added: 32 dimensions, en" in shell.good("models", "add", str(folder))
    assert shell.good("models", "list").startswith("tiny ")
    assert shell.good("models", "remove", "tiny") == "tiny is removed"
    assert "words are searched" in shell.good("models", "list")
    for wrong in (("add", str(shell.folder / "nothing")), ("remove", "tiny")):
        refused = shell.run("models", *wrong)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert "appliance: " in refused.stderr
