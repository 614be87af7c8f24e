"""A few documents, each with facts of its own, that searches are narrowed to."""

from appliance.kernel import clock
from appliance.rooms.knowledge.documents.tables import Chunk, Document
from appliance.store.database import write_now
from tests.rooms.knowledge.living import Living
from tests.rooms.knowledge.people import BEN, CLEO


def filled(living: Living) -> Living:
    """Three trips and a bus, looked after and ready."""
    base = living.base(BEN)
    for year in (2019, 2020, 2021):
        facts = {"year": year, "team": ["north", f"y{year}"], "note": "2020"}
        text = f"The coach of the year {year} was green, said {'x' * (year - 2000)}."
        living.push(base, f"d{year}", text, by=BEN, title=f"Trip {year}", metadata=facts)
    living.upload(base, "bus.txt", b"The coach is a bus, whatever its colour.", by=BEN, title="Bus")
    living.settle()

    def care() -> None:
        first, *_ = Document.select().where(Document.title == "Trip 2019")
        first.change(tags=["old", "green"], owner_id=CLEO.id, updated_at=clock.now_ms())
        for row in Chunk.select().where(Chunk.document_id == first.id):
            row.change(page=7)

    write_now(care)
    return living


def titles(living: Living, query: str = "coach", **more: object) -> list[str]:
    """Titles of what Ben finds."""
    return sorted(one.title for one in living.search(query, by=BEN, **more).data)
