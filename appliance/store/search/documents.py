"""Turns entries into index documents, refusing up front what would kill the native writer and its whole batch."""

import json
from dataclasses import asdict
from typing import Final

import tantivy

from appliance.store.search.analysis import terms
from appliance.store.search.entries import Entry, Marker
from appliance.store.search.language import detect
from appliance.store.search.schema import schema

MARKER_KEY: Final = "\x1fmarker"
LONGEST_NAME: Final = 512
"""Bytes of a key, owner, kind or container: longer raw terms are dropped by the index without a word."""
MOST_CONTAINERS: Final = 10_000
LONGEST_TEXT: Final = 10_000_000
"""Characters of an entry's text."""


def is_sound(entry: Entry) -> bool:
    """Whether the index can hold the entry: right types, names of bearable length."""
    if not isinstance(entry, Entry) or not isinstance(entry.containers, tuple):
        return False
    names = (entry.key, entry.owner, entry.kind, *entry.containers)
    texts = (entry.title, entry.heading, entry.text, entry.language)
    return (
        all(_is_name(name) for name in names)
        and all(isinstance(text, str) for text in texts)
        and len(entry.containers) <= MOST_CONTAINERS
        and len(entry.text) <= LONGEST_TEXT
    )


def _is_name(name: object) -> bool:
    if not isinstance(name, str) or not name or name == MARKER_KEY:
        return False
    try:
        return len(name.encode()) <= LONGEST_NAME
    except UnicodeEncodeError:
        return False


def document_of(entry: Entry) -> tantivy.Document:
    """The index document of a sound entry; text that is no Unicode text loses only its lone surrogates."""
    headings = _text(f"{entry.title}\n{entry.heading}")
    text = _text(entry.text)
    language = entry.language or detect(f"{headings}\n{text}")
    title = terms(headings, language)
    fields = {
        "key": entry.key,
        "owner": entry.owner,
        "kind": entry.kind,
        "container": list(entry.containers),
        "title": title,
        "body": f"{title} {terms(text, language)}",
    }
    return tantivy.Document.from_dict(fields, schema())


def _text(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def marker_document(marker: Marker) -> tantivy.Document:
    """The one document that says how far the index has come."""
    return tantivy.Document.from_dict({"key": MARKER_KEY, "state": json.dumps(asdict(marker))}, schema())
