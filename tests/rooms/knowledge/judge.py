"""A real reranking server on a loopback port: texts with a wished word come first. It can be late, and fail."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

WISHED = "lemon"


class Judge(ThreadingHTTPServer):
    """A server that puts texts with a wished word first; `answer` replaces what it says, `wait` holds it back."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.wished = WISHED
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.answer: tuple[int, bytes] | None = None
        self.wait = threading.Event()
        self.wait.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1/rerank"


class _Handler(BaseHTTPRequestHandler):
    server: Judge

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.asked.append(body)
        self.server.keys.append(self.headers.get("authorization", ""))
        self.server.wait.wait(10)
        scored = [
            (place, float(self.server.wished in text))
            for place, text in enumerate(body.get("documents") or body["texts"])
        ]
        if "texts" in body:
            told: Any = [{"index": place, "score": score} for place, score in reversed(scored)]
        else:
            told = {"results": [{"index": place, "relevance_score": score} for place, score in reversed(scored)]}
        status, answer = self.server.answer or (200, json.dumps(told).encode())
        try:
            self.send_response(status)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)
        except OSError:
            return

    def log_message(self, *_: Any) -> None: ...


@contextmanager
def judging() -> Iterator[Judge]:
    """The server at work in a thread of its own."""
    server = Judge()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.wait.set()
    server.shutdown()
    server.server_close()
    thread.join(5)
