"""A document lies in one knowledge base: an uploaded file or a pushed text, its stored text by version, its passages.

It moves through its states by `pipeline` alone. The text of every version stays readable; search knows the newest.
"""

from appliance.rooms.knowledge.documents import embedding, events, found_passages, jobs, pipeline, pushing
from appliance.rooms.knowledge.documents.actions import remove_document
from appliance.rooms.knowledge.documents.queries import document, is_pushed, named, text, titled
from appliance.rooms.knowledge.documents.shapes import DocumentView
from appliance.rooms.knowledge.documents.tables import Document
from appliance.rooms.knowledge.documents.versions import page_starts

__all__ = [
    "Document",
    "DocumentView",
    "document",
    "embedding",
    "events",
    "found_passages",
    "is_pushed",
    "jobs",
    "named",
    "page_starts",
    "pipeline",
    "pushing",
    "remove_document",
    "text",
    "titled",
]
