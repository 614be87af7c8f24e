"""The one way to vectors: which model is in force, passages and questions turned into vectors, the nearest found.

Without a model everything here says so and costs nothing: no process, no library, no memory.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from appliance.engines.egress import Egress
from appliance.engines.embed import installed
from appliance.engines.embed.installed import Installed
from appliance.engines.embed.process import EmbedFailed, Process, encoded
from appliance.engines.embed.provider import EmbeddingServer, Provider, packed, plain
from appliance.kernel import current

IDLE_SECONDS: Final = 600
_PASSAGES_SECONDS: Final = 300.0
_QUESTION_SECONDS: Final = 5.0
_NEAR_SECONDS: Final = 3.0
_SCALE: Final = 4
_NICE: Final = 10
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class EmbeddingSettings:
    """What is configured: the data folder, the wanted model by name, and a server when vectors come from one."""

    folder: Path
    model: str = ""
    server: EmbeddingServer | None = None
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Active:
    """The model in force. `languages` () means that it was made for all."""

    id: str
    name: str
    kind: str
    dimensions: int | None
    languages: tuple[str, ...]

    def speaks(self, language: str) -> bool:
        """Whether nearness by this model means something in a language."""
        return not self.languages or language in self.languages


@dataclass(frozen=True, slots=True)
class Found:
    """A passage near to a question, by cosine."""

    key: str
    owner: str
    score: float


class Embeddings:
    """Blocking and safe for threads; never on the event loop, and calls that leave the machine never inside a unit."""

    def __init__(self, settings: EmbeddingSettings, egress: Egress) -> None:
        self._settings = settings
        self._provider = Provider(settings.server, egress) if settings.server is not None else None
        self._asking: Process | None = None
        self._filling: Process | None = None
        self._local: Installed | None = None
        self._active: Active | None = None
        self.failure: str | None = None
        """Why the last call failed, None when it did not."""
        self.reload()

    @property
    def active(self) -> Active | None:
        """The model in force, or None."""
        return self._active

    def installed(self) -> list[Installed]:
        """The models on this machine, the newest first."""
        return installed.models(self._settings.folder)

    def reload(self) -> None:
        """Look anew at the models of the data folder."""
        self.close()
        self._local, self.failure = None, None
        if self._provider is not None:
            server = self._provider.server
            self._active = Active(server.id, server.model, "server", None, self._settings.languages)
            self._asking = self._process(server.id, None, threads=1, nice=0)
            return
        self._local = found = installed.chosen(installed.models(self._settings.folder), self._settings.model)
        self._active = None
        if found is not None:
            languages = self._settings.languages or found.languages
            self._active = Active(found.id, found.name, "local", found.dimensions, languages)
            self._asking = self._process(found.id, found.folder, threads=1, nice=0)
            self._filling = self._process(found.id, found.folder, threads=2, nice=_NICE)

    def _process(self, model: str, folder: Path | None, *, threads: int, nice: int) -> Process:
        database = (self._settings.folder / "main.db").resolve()
        said = {"model": model, "folder": str(folder.resolve()) if folder else None, "database": str(database),
                "idle_seconds": IDLE_SECONDS}  # fmt: skip
        return Process([encoded(said)], threads=threads, nice=nice)

    def passages(self, texts: Sequence[str]) -> list[bytes]:
        """A vector for each text as it is kept. EmbedFailed when there is no model or it does not work."""
        current.forbid_in_unit("an embedding model")
        if self._provider is not None:
            provider = self._provider
            return self._watched(lambda: [packed(vector) for vector in provider.vectors(texts)])
        filling, local = self._filling, self._local
        if filling is None or local is None:
            raise EmbedFailed("no embedding model is installed")
        asked = {"op": "embed", "texts": list(texts)}
        _, blob = self._watched(lambda: filling.ask(asked, seconds=_PASSAGES_SECONDS))
        size = local.dimensions + _SCALE
        if len(blob) != size * len(texts):
            raise EmbedFailed("the embedding process answered something else")
        return [blob[at : at + size] for at in range(0, len(blob), size)]

    def question(self, text: str) -> bytes:
        """The vector of a question. EmbedFailed when there is no model or it does not work."""
        current.forbid_in_unit("an embedding model")
        if self._provider is not None:
            provider = self._provider
            return self._watched(lambda: plain(provider.question(text, _QUESTION_SECONDS)))
        asking = self._asking
        if asking is None:
            raise EmbedFailed("no embedding model is installed")
        return self._watched(lambda: asking.ask({"op": "question", "text": text}, seconds=_QUESTION_SECONDS))[1]

    def near(
        self, vector: bytes, containers: Sequence[str] | None, limit: int, also: Sequence[tuple[str, str]] = ()
    ) -> list[Found]:
        """The nearest passages in these containers, best first, then those of `also` (owner, key) that were not.

        None filters nothing (internal use only). EmbedFailed when they cannot be had now.
        """
        asking = self._asking
        if asking is None:
            raise EmbedFailed("no embedding model is installed")
        asked = {"op": "near", "containers": None if containers is None else list(containers), "limit": limit,
                 "also": [list(pair) for pair in also]}  # fmt: skip
        answer, _ = self._watched(lambda: asking.ask(asked, vector, seconds=_NEAR_SECONDS))
        return [Found(*one) for one in answer["found"]]

    def follow(self) -> None:
        """Let a running search process look at the feed now, so that what was removed is overwritten there."""
        asking, active = self._asking, self._active
        if asking is not None and asking.pid is not None and active is not None and active.dimensions is not None:
            asking.ask({"op": "follow", "dimensions": active.dimensions}, seconds=_NEAR_SECONDS)

    def _watched(self, work: Callable[[], T]) -> T:
        try:
            found = work()
        except EmbedFailed as failure:
            self.failure = str(failure)
            raise
        self.failure = None
        return found

    def memory_bytes(self) -> int:
        """What the processes hold."""
        return sum(one.memory_bytes() for one in (self._asking, self._filling) if one is not None)

    def close(self) -> None:
        """End the processes."""
        for process in (self._asking, self._filling):
            if process is not None:
                process.close()
        self._asking = self._filling = None
