"""What the ingest room brings to the house."""

from appliance.kernel.room import Room
from appliance.rooms.knowledge.ingest import endpoints, jobs, listeners

ROOM = Room(
    name="ingest",
    wing="knowledge",
    about="Reading what comes in",
    door=endpoints.door,
    jobs=(jobs.read_file, jobs.cut_texts, jobs.copy_base, jobs.renew_base),
    listeners=(listeners.READ_UPLOADS, listeners.COPY_FORKED),
)
