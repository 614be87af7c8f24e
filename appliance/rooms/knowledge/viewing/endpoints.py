"""The door of what documents look like."""

import base64

from appliance.engines import started
from appliance.engines.parse import ParseFailed, SandboxUnavailable
from appliance.kernel.access import VIEWER
from appliance.kernel.door import CALL, Door
from appliance.kernel.problem import Conflict, NotFound, Unavailable
from appliance.rooms.knowledge import documents
from appliance.rooms.knowledge.documents import Document
from appliance.rooms.knowledge.viewing import queries
from appliance.rooms.knowledge.viewing.shapes import PageFilter, PageView
from appliance.store.database import read

door = Door("viewing", about="Documents as they look: pages with the cited place marked")


@door.get(
    "/api/knowledge/{id:kb}/documents/{doc_id:doc}/page", access=VIEWER, mode=CALL, target=documents.document,
    errors=(Conflict, Unavailable),
)  # fmt: skip
async def document_page(document: Document, where: PageFilter) -> PageView:
    """Show a page of a PDF as a picture, with the lines on which a span of its text stands.

    It is drawn by the confined process that reads documents, so the file reaches no browser.
    """
    wanted = await read(queries.wanted, document, where)
    try:
        drawn = await started().reader.picture(wanted.path, wanted.number, width=wanted.width, quote=wanted.quote)
    except ParseFailed as failed:
        raise Conflict(failed.message) from None
    except SandboxUnavailable as missing:
        raise Unavailable(str(missing)) from None
    except FileNotFoundError:
        raise NotFound("The file is not there any more") from None
    image = "data:image/png;base64," + base64.b64encode(drawn.png).decode("ascii")
    return PageView.of((document.id, wanted.version, wanted.number, wanted.page_count), drawn, image)
