"""The doors, against reviewed lists: the public ones, all of them, and the contract's table where it is at hand."""

import re
from pathlib import Path

import pytest

from tests.house.declared import ENDPOINTS
from tests.house.source import ROOT

HERE = Path(__file__).parent


def contract() -> Path | None:
    return next((path for parent in ROOT.parents if (path := parent / "shared/contract/endpoints.tsv").exists()), None)


def plain(path: str) -> str:
    return re.sub(r"\{(\w+):\w+\}|:(\w+)", "{}", path)


def rows() -> dict[tuple[str, str], tuple[frozenset[str], str, str]]:
    """(method, path) -> (all paths, access, feature) of the contract."""
    found = {}
    for line in contract().read_text().splitlines():
        if line and not line.startswith("#"):
            method, path, also, access, feature, *_ = line.split("\t")
            paths = [path, *(also.split(",") if also != "-" else [])]
            found[method, plain(path)] = (frozenset(map(plain, paths)), access, feature)
    return found


def declared(access: str | None = None) -> str:
    lines = sorted(
        f"{one.method:7}{path:70}{one.access}"
        for one in ENDPOINTS
        for path in one.paths
        if access is None or one.access.word == access
    )
    return "\n".join(lines) + "\n"


def own() -> set[str]:
    """Endpoints of ours that the contract does not list, reviewed."""
    return set((HERE / "own.txt").read_text().split("\n")) - {""}


def test_public_doors_are_the_reviewed_ones():
    assert declared("PUBLIC") == (HERE / "public.txt").read_text()


def test_all_doors_are_the_reviewed_ones():
    assert declared() == (HERE / "routes.txt").read_text()


@pytest.mark.skipif(contract() is None, reason="the contract is not beside the repository")
def test_every_declared_endpoint_is_as_the_contract_says():
    table = rows()
    wrong = []
    for one in ENDPOINTS:
        row = table.get((one.method, plain(one.path)))
        if row is None:
            wrong += [] if f"{one.method} {one.path}" in own() else [f"{one.method} {one.path} is in no list"]
        elif row != (found := (frozenset(map(plain, one.paths)), one.access.word, one.feature or "-")):
            wrong.append(f"{one.method} {one.path}: {found} is not {row}")
    assert wrong == []


def test_the_list_of_our_own_doors_holds_nothing_old():
    assert own() <= {f"{one.method} {one.path}" for one in ENDPOINTS}
