"""What the documents room brings to the house."""

from appliance.kernel.job import Recurring
from appliance.kernel.room import Projection, Room, Visible
from appliance.rooms.knowledge.documents import actions, endpoints, jobs, listeners, pipeline, projection, queries
from appliance.rooms.knowledge.documents.tables import Chunk, Document, LanguageTally, Text

ROOM = Room(
    name="documents",
    wing="knowledge",
    about="Files and pushed texts, their versions and passages",
    door=endpoints.door,
    tables=(Document, Text, Chunk, LanguageTally),
    jobs=(jobs.empty_base, jobs.embed_documents, jobs.embed_missing, jobs.forget_vectors),
    recurring=(
        Recurring("vectors.catch_up", jobs.embed_missing, seconds=600),
        Recurring("vectors.forget", jobs.forget_vectors, at="03:40"),
    ),
    listeners=(listeners.EMPTY_REMOVED_BASES,),
    projections=(Projection(projection.KIND, projection.entries, pipeline.indexed, projection.everything),),
    visible=(Visible(Document.prefix, queries.may_see),),
    claims=(actions.claims,),
)
