"""Publishing bases, and installing what others published: a copy by reference, until it is forked."""

from typing import Any, TypeVar

from appliance.kernel.actor import Actor, Role
from appliance.kernel.event import emit
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.problem import Conflict, Forbidden, NotFound
from appliance.rooms.identity import users
from appliance.rooms.knowledge import quotas
from appliance.rooms.knowledge.collections import actions, installed, queries
from appliance.rooms.knowledge.collections.events import (
    BaseForked,
    BaseInstalled,
    BasePublished,
    BaseUninstalled,
    BaseUnpublished,
)
from appliance.rooms.knowledge.collections.market_shapes import (
    ForkDraft,
    Held,
    OwnShelfFilter,
    PreviewView,
    PublicationDraft,
    PublicView,
    ShelfFilter,
    ShelfView,
)
from appliance.rooms.knowledge.collections.shapes import BaseDraft
from appliance.rooms.knowledge.collections.tables import Audience, Installation, KnowledgeBase, Publication
from appliance.rooms.knowledge.collections.tallies import changed_at, tallies
from appliance.store.paging import found, paged
from appliance.store.wording import holding

V = TypeVar("V", bound=ShelfView)
MOST_WORDS = 8


def public(where: ShelfFilter, page: PageAsk) -> Page[PublicView]:
    """What was published for everybody, whoever asks."""
    listed = _saying(where, Publication.select().where(Publication.audience == Audience.PUBLIC))
    rows = paged(listed, Publication, where, page)
    bases, held = _bases(rows.data)
    return rows.map(lambda row: PublicView.of(row, bases[row.knowledge_base_id], held[row.knowledge_base_id]))


def shelf(where: OwnShelfFilter, page: PageAsk, *, seen_by: Actor) -> Page[ShelfView]:
    """What was published in the actor's organisation, for it or for everybody."""
    shut = [base.id for base in queries.denied(seen_by)]
    theirs_ = (Publication.org_id == seen_by.org_id) & Publication.knowledge_base_id.not_in(shut)
    listed = _saying(where, Publication.select().where(theirs_))
    if (is_installed := where.value("installed")) is not None:
        held = Installation.select(Installation.knowledge_base_id).where(Installation.user_id == seen_by.id)
        place = Publication.knowledge_base_id
        listed = listed.where(place.in_(held) if is_installed else place.not_in(held))
    rows = paged(listed, Publication, where, page)
    views = {row.id: view for row, view in zip(rows.data, _shown(rows.data, ShelfView, seen_by), strict=True)}
    return rows.map(lambda row: views[row.id])


def preview(row: Publication, *, seen_by: Actor) -> PreviewView:
    """One published base before it is installed."""
    return _shown([row], PreviewView, seen_by)[0]


def _shown(rows: list[Publication], view: type[V], seen_by: Actor) -> list[V]:
    bases, held = _bases(rows)
    names = users.names([row.published_by for row in rows])
    theirs = installed.among(list(bases), seen_by)
    found = []
    for row in rows:
        base, holds = bases[row.knowledge_base_id], held[row.knowledge_base_id]
        more = {
            "publisher_name": names.get(row.published_by, ""), "installed": base.id in theirs,
            "mine": base.owner_id == seen_by.id, "description": base.description, "chunk_count": holds.chunks,
            "search_mode": base.search_mode,
        }  # fmt: skip
        found.append(
            view.of(row, base, holds, **{name: value for name, value in more.items() if name in view.model_fields})
        )
    return found


def published(id: str, *, seen_by: Actor) -> Publication:
    """A published base of the actor's organisation, or 404."""
    same = (Publication.knowledge_base_id == id) & (Publication.org_id == seen_by.org_id)
    row: Publication = found(Publication.select().where(same), "Published knowledge base")
    if any(base.id == id for base in queries.denied(seen_by)):
        raise NotFound("Published knowledge base not found")
    return row


def publish(base: KnowledgeBase, draft: PublicationDraft, *, by: Actor) -> Publication:
    """List a base in the marketplace, or change how it is listed. For everybody only by an administrator."""
    queries.require("knowledge:share", base, by)
    if draft.audience is Audience.PUBLIC and not by.at_least(Role.ADMIN):
        raise Forbidden("Only an administrator may publish beyond the organisation")
    fields = {"audience": draft.audience, "summary": draft.summary, "published_by": by.id}
    row: Publication | None = Publication.get_or_none(Publication.knowledge_base_id == base.id)
    if row is None:
        row = Publication.add(org_id=base.org_id, knowledge_base_id=base.id, **fields)
    else:
        row.change(**fields)
    emit(BasePublished(base.id, draft.audience))
    return row


def unpublish(base: KnowledgeBase, *, by: Actor) -> None:
    """Take a base out of the marketplace; whoever installed it does not read it any more."""
    queries.require("knowledge:share", base, by)
    if not Publication.delete().where(Publication.knowledge_base_id == base.id).execute():
        return
    Installation.delete().where(Installation.knowledge_base_id == base.id).execute()
    emit(BaseUnpublished(base.id))


def install(publication: Publication, *, by: Actor) -> KnowledgeBase:
    """Read a published base from now on."""
    base_id = publication.knowledge_base_id
    same = (Installation.user_id == by.id) & (Installation.knowledge_base_id == base_id)
    if Installation.get_or_none(same) is None:
        Installation.add(org_id=by.org_id, knowledge_base_id=base_id, user_id=by.id)
        emit(BaseInstalled(base_id, by.id))
    try:
        return queries.base(base_id, seen_by=by)
    except NotFound:  # it is denied to them
        raise Conflict("This knowledge base cannot be installed by you") from None


def uninstall(publication: Publication, *, by: Actor) -> None:
    """Read an installed base no more."""
    same = (Installation.user_id == by.id) & (Installation.knowledge_base_id == publication.knowledge_base_id)
    if Installation.delete().where(same).execute():
        emit(BaseUninstalled(publication.knowledge_base_id, by.id))


def fork(base: KnowledgeBase, draft: ForkDraft, *, by: Actor) -> KnowledgeBase:
    """Make a private base of one's own from a base that one installed or may write; its documents are copied."""
    if not installed.among([base.id], by) and not queries.may_write(base, by):
        raise Forbidden("Only a base that you installed or may write can be forked")
    quotas.require_room(by.org_id, by.id, *quotas.kept_by(base.id))
    kept = {name: getattr(base, name) for name in ("search_mode", "chunk_tokens", "chunk_overlap", "description")}
    made = actions.create_base(BaseDraft(name=draft.name or base.name, **kept), by=by)
    if publication := Publication.get_or_none(Publication.knowledge_base_id == base.id):
        uninstall(publication, by=by)
    emit(BaseForked(made.id, base.id))
    return made


def _saying(where: ShelfFilter, rows: Any) -> Any:
    """Those whose base or summary says all the words that were asked for."""
    words = (where.value("q") or "").split()[:MOST_WORDS]
    if not words:
        return rows
    said = holding((KnowledgeBase.name, KnowledgeBase.description), words)
    bases = KnowledgeBase.select(KnowledgeBase.id).where(said)
    return rows.where(Publication.knowledge_base_id.in_(bases) | holding((Publication.summary,), words))


def _bases(rows: list[Publication]) -> tuple[dict[str, KnowledgeBase], dict[str, Held]]:
    ids = [row.knowledge_base_id for row in rows]
    bases = {base.id: base for base in KnowledgeBase.select().where(KnowledgeBase.id.in_(ids))}
    changed = changed_at(ids)
    held = {}
    for id_, states in tallies(ids).items():
        documents, chunks = (sum(one[at] for one in states.values()) for at in (0, 1))
        held[id_] = Held(documents, chunks, changed.get(id_, 0))
    return bases, held
