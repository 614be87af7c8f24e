"""A document lies in one knowledge base: an uploaded file or a pushed text, its stored text by version, its passages.

It moves through its states by `pipeline` alone. The text of every version stays readable; search knows the newest.
"""

from appliance.rooms.knowledge.documents import embedding, events, found_passages, jobs, pipeline, pushing
from appliance.rooms.knowledge.documents.actions import add_upload, remove_document
from appliance.rooms.knowledge.documents.queries import document, is_of_text, named, text, titled
from appliance.rooms.knowledge.documents.shapes import DocumentView, UploadFacts
from appliance.rooms.knowledge.documents.tables import Document
from appliance.rooms.knowledge.documents.versions import file_of, page_starts, rename_file

__all__ = [
    "Document",
    "DocumentView",
    "UploadFacts",
    "add_upload",
    "document",
    "embedding",
    "events",
    "file_of",
    "found_passages",
    "is_of_text",
    "jobs",
    "named",
    "page_starts",
    "pipeline",
    "pushing",
    "remove_document",
    "rename_file",
    "text",
    "titled",
]
