"""A database that vectors are written to as the appliance writes them."""

import numpy as np
import pytest

from appliance.store import vectors
from appliance.store.database import write_now
from appliance.store.vectors.index import VectorIndex
from appliance.store.vectors.rows import Owner
from tests.store import notes

DIMENSIONS = 16


@pytest.fixture
def store(tmp_path):
    with notes.store(tmp_path / "data") as opened:
        yield opened


class Kept:
    """What was written, and the index that follows it."""

    def __init__(self, store):
        self.chance = np.random.default_rng(3)
        self.index = VectorIndex(store.database.path, "m", DIMENSIONS)
        self.vectors = {}

    def put(self, owner, container, count=3, model="m"):
        found = self.chance.standard_normal((count, DIMENSIONS)).astype(np.float32)
        found /= np.linalg.norm(found, axis=1, keepdims=True)
        scales = (np.abs(found).max(axis=1) / 127).astype("<f4")
        small = np.rint(found / scales[:, None]).astype(np.int8)
        keys = [f"{owner}.{number}" for number in range(count)]
        rows = {key: scale.tobytes() + row.tobytes() for key, scale, row in zip(keys, scales, small, strict=True)}
        write_now(vectors.keep, Owner(owner, container, "org"), model, rows)
        self.drop_known(owner)
        if model == "m":
            self.vectors |= {
                key: (owner, container, row.astype(np.float32) * scale)
                for key, row, scale in zip(keys, small, scales, strict=True)
            }

    def drop(self, *owners):
        write_now(vectors.drop, [(owner, "org") for owner in owners])
        for owner in owners:
            self.drop_known(owner)

    def drop_known(self, owner):
        self.vectors = {key: row for key, row in self.vectors.items() if row[0] != owner}

    def question(self):
        found = self.chance.standard_normal(DIMENSIONS).astype(np.float32)
        return found / np.linalg.norm(found)

    def by_hand(self, query, containers=None, limit=5):
        """Keys in the order that plain arithmetic gives."""
        scored = [
            (-float(vector @ query), key)
            for key, (owner, container, vector) in self.vectors.items()
            if containers is None or container in containers or owner in containers
        ]
        return [key for _, key in sorted(scored)[:limit]]


@pytest.fixture
def kept(store):
    return Kept(store)
