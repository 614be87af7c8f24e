"""Files of other products go the whole way: their words are found, or the document fails with a reason."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from appliance.rooms.knowledge.documents import queries
from appliance.store.database import read_now
from tests.rooms.knowledge.living import Living
from tests.rooms.knowledge.people import BEN

NAMED = os.environ.get("APPLIANCE_TEST_DATA")
PLACES = [Path(NAMED)] if NAMED else [above / "shared" / "data" for above in Path(__file__).resolve().parents]
FOLDER = next((place / "files" for place in PLACES if (place / "files" / "manifest.json").is_file()), None)
FILES: list[dict[str, Any]] = json.loads((FOLDER / "manifest.json").read_text()) if FOLDER else []
ALWAYS_READ = (".pdf", ".docx", ".html", ".csv", ".txt", ".md")
REASONS = {"encrypted", "corrupt", "unsupported"}


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.skipif(FOLDER is None, reason="the files to measure with are not here")
@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file["file"]))
def test_a_real_file_is_read_or_refused(living: Living, file: dict[str, Any]) -> None:
    base = living.base(BEN)
    name = str(file["file"])
    assert FOLDER is not None
    document = living.upload(base, name, (FOLDER / name).read_bytes(), by=BEN)
    living.settle()
    view = living.view(document, BEN)
    if view.error is not None:
        assert view.state == "failed"
        assert view.error.code in REASONS
        assert "/" not in view.error.message
        assert file["kind"] == "refuse" or not name.endswith(ALWAYS_READ)
        return
    assert file["kind"] == "text"
    assert view.state == "ready"
    text = plain(read_now(queries.text, document).text)
    for words in file["must"]:
        assert plain(words) in text
    found = living.search(file["must"][0], base, by=BEN)
    assert document.id in {passage.document_id for passage in found.data}
