"""Filters of a search, one by one, over the same few documents: nothing here changes them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.kernel.problem import BadRequest
from appliance.rooms.knowledge.retrieval import candidates
from tests.rooms.knowledge.conftest import begun
from tests.rooms.knowledge.living import Living, LoopThread
from tests.rooms.knowledge.people import CLEO
from tests.rooms.knowledge.shelf import filled, titles


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, empty_data: Path, knowledge_loop: LoopThread) -> Iterator[Living]:
    with begun(tmp_path_factory.mktemp("shelf") / "data", empty_data, knowledge_loop) as living:
        yield filled(living)


@pytest.mark.parametrize("most", [50_000, 0])
@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"year__gte": 2020}, ["Trip 2020", "Trip 2021"]),
        ({"year__gt": 2019, "year__lt": 2021}, ["Trip 2020"]),
        ({"year__lte": 2019.5}, ["Trip 2019"]),
        ({"note__gte": 2000}, []),
        ({"note__gte": "2"}, ["Trip 2019", "Trip 2020", "Trip 2021"]),
        ({"year__in": [2019, 2021]}, ["Trip 2019", "Trip 2021"]),
        ({"team__in": ["y2020", "y2021"]}, ["Trip 2020", "Trip 2021"]),
        ({"year__ne": 2020}, ["Bus", "Trip 2019", "Trip 2021"]),
        ({"tags": "old"}, ["Trip 2019"]),
        ({"tags": ["new", "green"]}, ["Trip 2019"]),
        ({"owner": CLEO.id}, ["Trip 2019"]),
        ({"kind": "upload"}, ["Bus"]),
        ({"kind": "TXT"}, ["Bus"]),
        ({"kind": ["pushed", "txt"]}, ["Bus", "Trip 2019", "Trip 2020", "Trip 2021"]),
        ({"kind": "%"}, []),
        ({"state": "ready", "language": "en"}, ["Bus", "Trip 2019", "Trip 2020", "Trip 2021"]),
        ({"state": "failed"}, []),
        ({"language": "de"}, []),
        ({"page": 7}, ["Trip 2019"]),
        ({"page__gte": 6, "page__lte": 9}, ["Trip 2019"]),
        ({"page__gte": 8}, []),
        ({"updated_at__gte": "2020-01-01T00:00:00Z", "tags": "old"}, ["Trip 2019"]),
        ({"updated_at__gt": "2100-01-01T00:00:00Z"}, []),
    ],
)
def test_filters(
    shelf: Living, monkeypatch: pytest.MonkeyPatch, filters: dict[str, object], found: list[str], most: int
) -> None:
    monkeypatch.setattr(candidates, "MOST_NAMED", most)
    assert titles(shelf, filters=filters) == found


@pytest.mark.parametrize(
    "filters",
    [{"year__near": 3}, {"title__gte": "a"}, {"year__in": 3}, {"year": [3]}, {"year__gte": None}, {"tags__x": "a"}],
)
def test_a_filter_that_there_is_not_is_refused(shelf: Living, filters: dict[str, object]) -> None:
    with pytest.raises(BadRequest) as refused:
        titles(shelf, filters=filters)
    assert refused.value.param == f"filters.{next(iter(filters))}"
