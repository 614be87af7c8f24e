"""What the documents room brings to the house."""

from appliance.kernel.room import Projection, Room, Visible
from appliance.rooms.knowledge.documents import actions, endpoints, jobs, listeners, pipeline, projection, queries
from appliance.rooms.knowledge.documents.tables import Chunk, Document, LanguageTally, Text
from appliance.store.database import write_now

ROOM = Room(
    name="documents",
    wing="knowledge",
    about="Files and pushed texts, their versions and passages",
    door=endpoints.door,
    tables=(Document, Text, Chunk, LanguageTally),
    jobs=(jobs.empty_base,),
    listeners=(listeners.EMPTY_REMOVED_BASES,),
    projections=(Projection(Document.prefix, projection.entries, indexed=pipeline.indexed),),
    visible=(Visible(Document.prefix, queries.may_see),),
    claims=(actions.claims,),
    at_start=(lambda: write_now(pipeline.resume),),
)
