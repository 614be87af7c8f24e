"""The real process: it starts, answers, and at SIGTERM says goodbye and leaves with 0."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time

import pytest

PASSWORD = "a pass phrase of some length"


def free_port():
    with socket.socket() as wire:
        wire.bind(("127.0.0.1", 0))
        return wire.getsockname()[1]


@pytest.fixture
def process(tmp_path):
    port = free_port()
    settings = {
        "APPLIANCE_DATA_DIR": str(tmp_path / "data"),
        "APPLIANCE_PORT": str(port),
        "APPLIANCE_DRAIN_SECONDS": "3",
    }
    running = subprocess.Popen(
        [sys.executable, "-m", "appliance", "serve"], env=os.environ | settings, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    running.port = port
    yield running
    running.kill()
    running.wait()


def ask(process, method, path, body=None, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", process.port, timeout=20)
    sent = {"Content-Type": "application/json"} | (headers or {})
    connection.request(method, path, json.dumps(body) if body else None, sent)
    return connection, connection.getresponse()


def wait_until_ready(process):
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            connection, answer = ask(process, "GET", "/api/health")
        except OSError:
            continue
        answer.read()
        connection.close()
        return
    raise AssertionError("it did not start")


def test_sigterm_ends_streams_with_a_farewell_and_the_process_with_0(process):
    wait_until_ready(process)
    person = {"email": "ada@acme.example", "password": PASSWORD, "name": "Ada"}
    connection, answer = ask(process, "POST", "/auth/setup", person)
    token = json.loads(answer.read())["token"]
    connection.close()
    connection, live = ask(process, "GET", "/api/live", headers={"Authorization": f"Bearer {token}"})
    assert live.status == 200
    assert live.readline() == b": here\n"
    process.send_signal(signal.SIGTERM)
    assert b"event: bye\nretry: 1000\n" in live.read()
    assert process.wait(5) == 0
    connection.close()
