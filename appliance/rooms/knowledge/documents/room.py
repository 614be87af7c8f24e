"""What the documents room brings to the house."""

from appliance.kernel.room import Finder, Projection, Room, Visible
from appliance.rooms.knowledge.documents import actions, endpoints, jobs, listeners, pipeline, projection, queries
from appliance.rooms.knowledge.documents.tables import Chunk, Document, LanguageTally, Text

ROOM = Room(
    name="documents",
    wing="knowledge",
    about="Files and pushed texts, their versions and passages",
    door=endpoints.door,
    tables=(Document, Text, Chunk, LanguageTally),
    jobs=(jobs.empty_base,),
    listeners=(listeners.EMPTY_REMOVED_BASES,),
    projections=(Projection(projection.KIND, projection.entries, pipeline.indexed, projection.everything),),
    visible=(Visible(Document.prefix, queries.may_see),),
    finds=(Finder("document", queries.matching),),
    claims=(actions.claims,),
)
