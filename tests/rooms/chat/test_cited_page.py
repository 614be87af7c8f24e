"""A citation names the page on which the cited words stand, also when their passage began on an earlier one."""

import orjson
import pytest

from appliance.engines.citations import Cited
from appliance.engines.providers.contract import Source
from appliance.rooms.chat.turns.protocol import shown

PLACES = {"doc_1": {"knowledge_base_id": "kb_1", "version": 3, "pages": [[150, 5], [180, 6]]}}


@pytest.mark.parametrize(("start", "page"), [(100, 4), (149, 4), (150, 5), (179, 5), (190, 6)])
def test_the_page_is_that_of_the_cited_words(start: int, page: int) -> None:
    source = Source(
        number=1, chunk_id="chk_1", document_id="doc_1", title="Rules", text="x" * 100, page=4, start=100, end=200,
        score=1.0, url=None, heading=None,
    )  # fmt: skip
    cited = Cited(number=1, source=source, snippet="x", start=start, end=start + 5, score=1.0)
    ((_, data),) = shown([cited], PLACES)
    told = orjson.loads(data)
    assert (told["page"], told["version"]) == (page, 3)
    assert "pages" not in told
