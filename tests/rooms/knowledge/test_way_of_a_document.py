"""From a file or a pushed text to a passage that search finds."""

from tests.rooms.knowledge.living import Living
from tests.rooms.knowledge.people import BEN

PAGE = b"""<html><head><title>Travel rules</title></head><body><h1>Travel</h1>
<p>Employees book the quiet coach when they travel by train to Zagreb.</p>
<h2>Meals</h2><p>Breakfast is refunded up to twelve euros.</p></body></html>"""


def test_a_file_is_read_and_found(living: Living) -> None:
    base = living.base(BEN)
    document = living.upload(base, "travel.html", PAGE, by=BEN)
    assert living.view(document, BEN).state == "received"
    living.settle()
    view = living.view(document, BEN)
    assert (view.state, view.progress, view.error) == ("ready", 100, None)
    assert (view.media_type, view.language) == ("text/html", "en")
    found = living.search("quiet coach to Zagreb", by=BEN)
    assert found.mode == "keyword"
    assert found.data[0].document_id == document.id
    assert "<mark>" in found.data[0].snippet
