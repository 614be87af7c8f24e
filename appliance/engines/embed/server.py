"""The process that embeds texts and searches vectors, one question after the other.

It reads the model and the database and writes nothing. It ends with its owner, or after a rest.
"""

import select
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from appliance.engines.embed import frames, installed
from appliance.engines.embed.bert import Floats
from appliance.engines.embed.encoder import Encoder, packed
from appliance.engines.embed.safetensors import BadModel
from appliance.store.vectors.index import Asked, VectorIndex, VectorsUnreadable, check

Answer = tuple[dict[str, Any], bytes]


class Server:
    """`said` names the database, the model's id, the threads and, for a model of this machine, its folder.

    After a crash (its signal's name) no code of others computes.
    """

    def __init__(self, said: dict[str, Any], crash: str = "") -> None:
        self._said, self._crash = said, crash
        self._encoder: Encoder | None = None
        self._index: VectorIndex | None = None
        self._ways: dict[str, Callable[[dict[str, Any], bytes], Answer]] = {
            "embed": self._embed, "question": self._question, "near": self._near, "follow": self._follow,
        }  # fmt: skip

    def answer(self, asked: dict[str, Any], blob: bytes) -> Answer:
        """The answer to one question; what goes wrong is said, not raised."""
        try:
            return self._ways[asked["op"]](asked, blob)
        except (BadModel, ValueError, OSError, MemoryError, VectorsUnreadable) as error:
            return {"error": f"{type(error).__name__}: {error}"}, b""

    def _opened(self) -> Encoder:
        if self._encoder is None:
            model = installed.read(Path(self._said["folder"]))
            if model is None:
                raise BadModel("the model is not there any more")
            self._encoder = Encoder(model, self._said["threads"], self._crash)
        return self._encoder

    def _embed(self, asked: dict[str, Any], _: bytes) -> Answer:
        vectors, said = self._encoded(asked["texts"])
        return said, b"".join(packed(vectors))

    def _question(self, asked: dict[str, Any], _: bytes) -> Answer:
        vectors, said = self._encoded([asked["text"]])
        return said, vectors[0].astype("<f4").tobytes()

    def _encoded(self, texts: list[str]) -> tuple[Floats, dict[str, Any]]:
        encoder = self._opened()
        vectors = encoder.encode(texts)
        return vectors, {"runtime": [encoder.runtime.name, encoder.runtime.reason]}

    def _followed(self, dimensions: int) -> VectorIndex:
        if self._index is None:
            self._index = VectorIndex(Path(self._said["database"]), self._said["model"], dimensions)
        self._index.follow()
        return self._index

    def _near(self, asked: dict[str, Any], blob: bytes) -> Answer:
        query = np.frombuffer(blob, "<f4")
        index = self._followed(len(query))
        containers = asked["containers"]
        wanted = Asked(
            None if containers is None else tuple(containers), asked["limit"], tuple(map(tuple, asked["also"]))
        )
        found = index.nearest(check(query, len(query)), wanted)
        return {"found": [(near.key, near.owner, near.score) for near in found], "rows": len(index)}, b""

    def _follow(self, asked: dict[str, Any], _: bytes) -> Answer:
        if asked.get("opens"):
            self._opened()
        return {"rows": len(self._followed(asked["dimensions"]))}, b""


def serve(connection: socket.socket, said: dict[str, Any], crash: str = "") -> None:
    """Answer until the owner goes or nothing was asked for the idle time."""
    server = Server(said, crash)
    while select.select([connection], [], [], said["idle_seconds"])[0]:
        try:
            asked, blob = frames.receive(connection)
            frames.send(connection, *server.answer(asked, blob))
        except (EOFError, OSError):
            return
