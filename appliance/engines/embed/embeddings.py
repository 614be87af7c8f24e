"""The one way to vectors: which model is wanted, passages and questions turned into vectors, the nearest found.

Vectors belong to the model that made them, so each call names its model: a base is asked with the one it serves with,
whatever is wanted by now. Without a model everything here says so and costs nothing: no process, no library, no memory.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Final, TypeVar

from appliance.engines.egress import Egress
from appliance.engines.embed import installed, memory, runtime
from appliance.engines.embed.installed import Installed
from appliance.engines.embed.process import EmbedFailed, Process, encoded
from appliance.engines.embed.provider import EmbeddingServer, Provider, packed, plain
from appliance.engines.embed.runtime import Runtime
from appliance.engines.embed.sources import Active, Choice, Sources
from appliance.kernel import current

IDLE_SECONDS: Final = 600
_PASSAGES_SECONDS: Final = 300.0
_QUESTION_SECONDS: Final = 5.0
_NEAR_SECONDS: Final = 3.0
_READY_SECONDS: Final = 120.0
SPARE_BYTES: Final = 512_000_000
"""Memory that must be left before a process is started, or kept, that nobody has asked yet."""
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
    ca_bundle: str = ""

    @property
    def is_said(self) -> bool:
        """Whether the machine's environment says where vectors come from: then nobody else does."""
        return bool(self.model) or self.server is not None


@dataclass(frozen=True, slots=True)
class Found:
    """A passage near to a question, by cosine."""

    key: str
    owner: str
    score: float


class Embeddings:
    """Blocking and safe for threads; never on the event loop, and calls that leave the machine never inside a unit."""

    def __init__(self, settings: EmbeddingSettings, egress: Egress) -> None:
        self.settings = settings
        self._egress = egress
        self._chosen: tuple[Choice, ...] = ()
        self._processes: dict[tuple[str, bool], Process] = {}
        self._lock = Lock()
        self._failures: dict[tuple[str, str], str] = {}
        self._runtimes: dict[str, Runtime] = {}
        self._sources = self._found()

    @property
    def is_said(self) -> bool:
        """Whether the machine's environment names the model, whatever organisations choose."""
        return self.settings.is_said

    def wanted(self, org_id: str = "") -> Active | None:
        """The model that an organisation's vectors are to be made with, or None."""
        return self._sources.wanted(org_id)

    def known(self, model: str, org_id: str = "") -> Active | None:
        """The model that vectors were made with, while it can still be asked; or None."""
        return self._sources.known(model, org_id)

    def known_ids(self) -> list[str]:
        """Every model that somebody can ask."""
        return self._sources.ids()

    def installed(self) -> list[Installed]:
        """The models on this machine, the newest first."""
        return installed.models(self.settings.folder)

    def runtime(self, model: Installed) -> Runtime:
        """What computes a model of this machine: as its process said last, else as its files look."""
        known = self._runtimes.get(model.id)
        if known is None:
            known = self._runtimes[model.id] = runtime.of(model)
        return known

    def choose(self, chosen: Iterable[Choice]) -> None:
        """Take over what organisations chose; what they chose before and still serves is among it."""
        self._chosen = tuple(chosen)
        self.reload()

    def reload(self) -> None:
        """Look anew at the models of the data folder."""
        before, found = self._sources, self._found()
        self._sources = found
        ids = set(found.ids())
        other = {
            key for key, model in found.locals.items() if before.locals.get(key) != model or self._is_better(model)
        }
        with self._lock:
            self._runtimes.clear()
            for (model, _), process in self._processes.items():
                if model in other:
                    process.renew()
            gone = [key for key in self._processes if key[0] not in ids]
            ended = [self._processes.pop(key) for key in gone]
            self._failures = {key: why for key, why in self._failures.items() if key[0] in ids}
        for process in ended:
            process.close()

    def _is_better(self, model: Installed) -> bool:
        """Whether what kept a model's process from onnxruntime is put right by now."""
        known = self._runtimes.get(model.id)
        return known is not None and bool(known.reason) and runtime.of(model) != known

    def _found(self) -> Sources:
        said = self.settings
        chosen = [replace(one, is_wanted=one.is_wanted and not said.is_said) for one in self._chosen]
        server = Provider(said.server, self._egress) if said.server is not None else None
        return Sources(
            installed.models(said.folder), said.model, said.languages, server,
            [(one, Provider(one.server, self._egress) if one.server else None) for one in chosen],
        )  # fmt: skip

    def _process(self, model: str, *, fills: bool) -> Process:
        """The process of a model: one is asked by people who wait, another fills in peace."""
        with self._lock:
            process = self._processes.get((model, fills))
            if process is None:
                local = self._sources.locals.get(model)
                threads = 2 if fills else 1
                said = {"model": model, "threads": threads, "folder": str(local.folder.resolve()) if local else None,
                        "database": str((self.settings.folder / "main.db").resolve()),
                        "idle_seconds": IDLE_SECONDS}  # fmt: skip
                process = Process([encoded(said)], threads=threads, nice=_NICE if fills else 0)
                self._processes[model, fills] = process
        return process

    def _named(self, model: str, org_id: str) -> str:
        active = self.known(model, org_id) if model else self.wanted(org_id)
        if active is None:
            raise EmbedFailed(f"the embedding model {model} is gone" if model else "no embedding model is installed")
        return active.id

    def passages(self, texts: Sequence[str], model: str = "", org_id: str = "") -> list[bytes]:
        """A vector by a model (or the wanted one) for each text, as it is kept. EmbedFailed when that cannot be had."""
        current.forbid_in_unit("an embedding model")
        model = self._named(model, org_id)
        provider = self._sources.provider(model, org_id)
        if provider is not None:
            return self._watched(model, org_id, lambda: [packed(one) for one in provider.vectors(texts)])
        asked = {"op": "embed", "texts": list(texts)}
        filling = self._process(model, fills=True)
        told, blob = self._watched(model, org_id, lambda: filling.ask(asked, seconds=_PASSAGES_SECONDS))
        self._runtimes[model] = Runtime(*told["runtime"])
        size = self._sources.locals[model].dimensions + _SCALE
        if len(blob) != size * len(texts):
            raise EmbedFailed("the embedding process answered something else")
        return [blob[at : at + size] for at in range(0, len(blob), size)]

    def question(self, text: str, model: str = "", org_id: str = "") -> bytes:
        """The vector of a question by a model (or the wanted one). EmbedFailed when it cannot be had."""
        current.forbid_in_unit("an embedding model")
        model = self._named(model, org_id)
        provider = self._sources.provider(model, org_id)
        if provider is not None:
            return self._watched(model, org_id, lambda: plain(provider.question(text, _QUESTION_SECONDS)))
        asking = self._process(model, fills=False)
        asked = {"op": "question", "text": text}
        told, vector = self._watched(model, org_id, lambda: asking.ask(asked, seconds=_QUESTION_SECONDS))
        self._runtimes[model] = Runtime(*told["runtime"])
        return vector

    def near(
        self, vector: bytes, containers: Sequence[str] | None, limit: int, also: Sequence[tuple[str, str]] = (),
        model: str = "",
    ) -> list[Found]:  # fmt: skip
        """The nearest passages in these containers, best first, then those of `also` (owner, key) that were not.

        Only vectors of this model (or the wanted one) are looked at. None filters nothing (internal use only).
        EmbedFailed when they cannot be had now.
        """
        model = model or self._named("", "")
        asked = {"op": "near", "containers": None if containers is None else list(containers), "limit": limit,
                 "also": [list(pair) for pair in also]}  # fmt: skip
        asking = self._process(model, fills=False)
        answer, _ = self._watched(model, "", lambda: asking.ask(asked, vector, seconds=_NEAR_SECONDS))
        return [Found(*one) for one in answer["found"]]

    def keep_ready(self, model: str, dimensions: int) -> None:
        """Let the process that people ask hold the model and its vectors of now, before the first question comes.

        It is left at rest while the machine is short of memory. EmbedFailed when it cannot be had.
        """
        if memory.spare_bytes() >= SPARE_BYTES:
            asked = {"op": "follow", "dimensions": dimensions, "opens": model in self._sources.locals}
            self._process(model, fills=False).ask(asked, seconds=_READY_SECONDS)

    def follow(self) -> None:
        """Let running search processes look at the feed now, so that what was removed is overwritten there."""
        with self._lock:
            asked = [(model, one) for (model, fills), one in self._processes.items() if not fills]
        for model, process in asked:
            local = self._sources.locals.get(model)
            if process.pid is not None and local is not None:
                process.ask({"op": "follow", "dimensions": local.dimensions}, seconds=_NEAR_SECONDS)

    def failure(self, model: str, org_id: str = "") -> str | None:
        """Why the last call of a model failed, None when it did not."""
        return self._failures.get((model, org_id)) or self._failures.get((model, ""))

    def _watched(self, model: str, org_id: str, work: Callable[[], T]) -> T:
        try:
            found = work()
        except EmbedFailed as failure:
            self._failures[model, org_id] = str(failure)
            raise
        self._failures.pop((model, org_id), None)
        return found

    def memory_bytes(self) -> int:
        """What the processes hold."""
        return sum(one.memory_bytes() for one in list(self._processes.values()))

    def close(self) -> None:
        """End the processes."""
        with self._lock:
            ended, self._processes = list(self._processes.values()), {}
        for process in ended:
            process.close()
