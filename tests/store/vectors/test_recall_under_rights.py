"""Sketches leave nearly all of what may be found, however little of the whole that is."""

import numpy as np
import pytest

from appliance.store.vectors import index
from appliance.store.vectors.index import Asked, VectorIndex
from appliance.store.vectors.scan import Floats

ROWS, DIMENSIONS, BASES = 60_000, 64, 1_000
CHANCE = np.random.default_rng(4)
FALLING = np.arange(1, DIMENSIONS + 1, dtype=np.float32) ** np.float32(-0.5)
CENTRES = FALLING * CHANCE.standard_normal((ROWS // 100, DIMENSIONS), dtype=np.float32)


def some(count: int) -> Floats:
    """Vectors of overlapping clusters, spread as embeddings are: less from one dimension to the next."""
    found = CENTRES[CHANCE.integers(0, len(CENTRES), count)]
    found = found + FALLING * CHANCE.standard_normal((count, DIMENSIONS), dtype=np.float32)
    whole: Floats = found / np.linalg.norm(found, axis=1, keepdims=True)
    return whole


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> VectorIndex:
    """An index over a thousand bases that have nothing to do with the clusters."""
    path = tmp_path_factory.mktemp("vectors") / "empty.db"
    path.touch()
    made = VectorIndex(path, "m", DIMENSIONS)
    vectors = some(ROWS)
    scales = (np.abs(vectors).max(axis=1) / 127).astype("<f4")
    numbers = np.rint(vectors / scales[:, None]).astype(np.int8)
    made._shelf.put(
        ((f"doc{n // 10:05}", f"{n:06}", f"kb{n // 10 % BASES}", scales[n].tobytes() + numbers[n].tobytes())
         for n in range(ROWS)), DIMENSIONS,
    )  # fmt: skip
    return made


@pytest.mark.parametrize("seen", [1, 30, 100, 500, BASES])
def test_recall_holds_for_whoever_sees_few_bases(
    filled: VectorIndex, seen: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "FEW", 50)
    bases = tuple(f"kb{number}" for number in range(seen))
    shares = []
    for query in some(60):
        exact = {near.key for near in filled.nearest(query, Asked(bases, 10, exact=True))}
        found = filled.nearest(query, Asked(bases, 10))
        assert {int(near.key) // 10 % BASES for near in found} <= set(range(seen))
        shares.append(len(exact & {near.key for near in found}) / 10)
    assert np.mean(shares) >= 0.97
