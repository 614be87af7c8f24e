"""An index in a fresh folder, and short ways to fill and ask it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from appliance.store.search import Ask, Entry, SearchIndex


class Shelf:
    """An index with the texts that a database would hold."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.index = SearchIndex.open(folder)
        self.texts: dict[str, str] = {}
        self.sequence = 0

    def put(self, texts: Mapping[str, str], *, containers: tuple[str, ...] = ("kb_a",), language: str = "") -> None:
        self.texts.update(texts)
        entries = [self.entry(key, containers=containers, language=language) for key in texts]
        self.sequence += 1
        assert self.index.apply([entry.owner for entry in entries], entries, sequence=self.sequence) == ()

    def entry(self, key: str, *, containers: tuple[str, ...] = ("kb_a",), language: str = "") -> Entry:
        return Entry(key, f"doc_{key}", "chunk", containers, "", "", self.texts.get(key, ""), language)

    def fetch(self, keys: Sequence[str]) -> Mapping[str, str]:
        return {key: self.texts[key] for key in keys}

    def ask(self, query: str, containers: tuple[str, ...] | None = ("kb_a",), *languages: str) -> list[str]:
        return [hit.key for hit in self.index.search(Ask(query, containers, languages=languages), self.fetch)]

    def reopen(self) -> None:
        self.index.close()
        self.index = SearchIndex.open(self.folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def shelf(folder: Path) -> Iterator[Shelf]:
    made = Shelf(folder)
    yield made
    made.index.close()


@pytest.fixture
def entry() -> Callable[..., Entry]:
    def make(key: str, text: str = "", *, owner: str = "", containers: tuple[str, ...] = ("kb_a",)) -> Entry:
        return Entry(key, owner or f"doc_{key}", "chunk", containers, "", "", text)

    return make
