"""Full-text search: the only place that knows Tantivy. Entries go in by owner, hits come out by rights and rank."""

from appliance.store.search.analysis import ANALYSIS_VERSION
from appliance.store.search.entries import (
    Ask,
    Entry,
    Hit,
    IndexDamaged,
    IndexFull,
    IndexUnavailable,
    Marker,
    Parts,
    SearchIndexError,
    Weight,
)
from appliance.store.search.index import SearchIndex
from appliance.store.search.language import detect
from appliance.store.search.rebuilding import Builder, rebuild
from appliance.store.search.renewing import Note, has_room
from appliance.store.search.snippet import matches, snippet

__all__ = [
    "ANALYSIS_VERSION",
    "Ask",
    "Builder",
    "Entry",
    "Hit",
    "IndexDamaged",
    "IndexFull",
    "IndexUnavailable",
    "Marker",
    "Note",
    "Parts",
    "SearchIndex",
    "SearchIndexError",
    "Weight",
    "detect",
    "has_room",
    "matches",
    "rebuild",
    "snippet",
]
