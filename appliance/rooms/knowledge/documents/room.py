"""What the documents room brings to the house."""

from appliance.kernel.job import Recurring
from appliance.kernel.room import Finder, Projection, Room, Visible
from appliance.rooms.knowledge.documents import (
    actions,
    care_endpoints,
    care_jobs,
    jobs,
    listeners,
    pipeline,
    projection,
    queries,
)
from appliance.rooms.knowledge.documents.tables import Chunk, Document, LanguageTally, Revision, Sketch, Text, Twin

ROOM = Room(
    name="documents",
    wing="knowledge",
    about="Files and pushed texts, their versions and passages",
    door=care_endpoints.door,
    tables=(Document, Text, Chunk, Revision, Sketch, Twin, LanguageTally),
    jobs=(
        jobs.empty_base,
        jobs.embed_documents,
        jobs.embed_missing,
        jobs.forget_vectors,
        care_jobs.compare_base,
        care_jobs.prune_versions,
        care_jobs.recount,
    ),
    recurring=(
        Recurring("vectors.catch_up", jobs.embed_missing, seconds=600),
        Recurring("vectors.forget", jobs.forget_vectors, at="03:40"),
        care_jobs.PRUNE,
        care_jobs.RECOUNT,
    ),
    listeners=(listeners.EMPTY_REMOVED_BASES, listeners.COMPARE_READY),
    projections=(Projection(projection.KIND, projection.entries, pipeline.indexed, projection.everything),),
    visible=(Visible(Document.prefix, queries.may_see),),
    finds=(Finder("document", queries.matching),),
    claims=(actions.claims,),
)
