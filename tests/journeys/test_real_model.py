"""One turn with a model server that others wrote: llama.cpp's, with a tiny random model made here.

`APPLIANCE_TEST_LLAMA_PYTHON` names a Python that has `llama-cpp-python[server]` and `gguf`.
"""

import http.client
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.durability.process import free_port
from tests.journeys.running import Running, eventually

pytestmark = [pytest.mark.journey, pytest.mark.slow]

HERE = Path(__file__).parent
PYTHON = os.environ.get("APPLIANCE_TEST_LLAMA_PYTHON", "")
MOST_TOKENS = 40


@pytest.fixture(scope="module")
def model_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a llama.cpp server."""
    check = (PYTHON, "-c", "import llama_cpp.server, gguf")
    if not PYTHON or subprocess.run(check, check=False, capture_output=True).returncode != 0:
        pytest.skip("APPLIANCE_TEST_LLAMA_PYTHON names no Python with llama_cpp and gguf")
    folder, port = tmp_path_factory.mktemp("model"), free_port()
    model = folder / "tiny.gguf"
    subprocess.run((PYTHON, HERE / "tiny_model.py", model), check=True)
    options = {"model": model, "model_alias": "tiny", "host": "127.0.0.1", "port": port, "n_ctx": 8192,
               "n_threads": 1, "n_threads_batch": 1, "chat_format": "chatml"}  # fmt: skip
    words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    with (folder / "log.txt").open("wb") as log:
        server = subprocess.Popen((PYTHON, "-m", "llama_cpp.server", *words), stdout=log, stderr=log)
    try:
        eventually(lambda: answers(port), 60)
        yield port
    finally:
        server.kill()
        server.wait()


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/v1/models")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def test_a_turn_is_streamed_from_a_server_that_is_not_ours(tmp_path, model_port):
    with Running(tmp_path, openai_base_url=f"http://127.0.0.1:{model_port}/v1", openai_model="tiny") as running:
        ada = running.set_up()
        base = ada.post("/api/knowledge", {"name": "Birds"})["id"]
        ada.upload_and_wait(base, {"bird.txt": (b"The heron stands in the shallow water.", "text/plain")})
        agent = ada.post("/api/agents", {"name": "Tiny", "max_tokens": MOST_TOKENS, "knowledge_base_ids": [base]})
        events = ada.turn(message="Where does the heron stand?", agent_id=agent["id"])
        assert (events[0].name, events[0].data["model"]) == ("start", "tiny")
        assert events[-1].name == "done", events[-1]
        tokens = [event.data["text"] for event in events if event.name == "token"]
        assert len(tokens) >= 2  # it came in pieces
        assert events[-1].data["finish_reason"] in ("length", "stop")
        assert 0 < events[-1].data["usage"]["output"] <= MOST_TOKENS + 1
        assert events[-1].data["usage"]["input"] > 0
        stored = ada.get(f"/api/conversations/{events[0].data['conversation_id']}/messages")["data"][-1]
        assert stored["text"] == "".join(tokens)
        whole = ada.post("/api/chat", {"message": "Again?", "agent_id": agent["id"], "stream": False})
        assert (whole["state"], whole["model"]) == ("done", "tiny")
        assert running.stop() == 0
        assert running.errors == []
