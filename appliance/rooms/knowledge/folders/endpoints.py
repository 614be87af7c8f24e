"""The door of watched folders."""

from appliance.kernel.access import ADMIN
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, WRITE, Door
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.problem import Conflict
from appliance.kernel.rate import KNOWLEDGE
from appliance.rooms.knowledge.folders import actions, jobs, queries
from appliance.rooms.knowledge.folders.events import FolderScanAsked
from appliance.rooms.knowledge.folders.shapes import FileFilter, FileView, FolderFilter, FolderView, ScanDraft
from appliance.rooms.knowledge.folders.tables import WatchedFolder

door = Door("folders", about="Folders of this machine that fill knowledge bases")

_ONE = "/api/knowledge/folders/{id:fld}"


@door.get("/api/knowledge/folders", access=ADMIN, mode=READ)
def list_folders(where: FolderFilter, page: PageAsk, actor: Actor) -> Page[FolderView]:
    """List the folders that the settings of the machine name (APPLIANCE_WATCH_DIRS), and what became of their files."""
    return queries.folders(where, page, seen_by=actor)


@door.get(f"{_ONE}/files", access=ADMIN, mode=READ, target=queries.folder)
def list_files(folder: WatchedFolder, where: FileFilter, page: PageAsk) -> Page[FileView]:
    """List the files of a watched folder, each with its state and the reason when it is not stored."""
    return queries.files(folder, where, page)


@door.post(
    f"{_ONE}/scan", access=ADMIN, mode=WRITE, rate=KNOWLEDGE, once=False, target=queries.folder, errors=(Conflict,),
    emits=(FolderScanAsked,),
)  # fmt: skip
def scan_folder(folder: WatchedFolder, draft: ScanDraft) -> FolderView:
    """Look at a folder now. Documents are removed when most files are gone only if this says so."""
    actions.ask_scan(folder, draft)
    jobs.again(folder.id, 0)
    return queries.described([folder])[0]
