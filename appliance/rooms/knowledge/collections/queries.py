"""Which bases an actor may see. `base` opens one, `listed` only names it; the rest of the house asks `visible_ids`."""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from appliance.kernel.actor import Actor, Role
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.room import Match
from appliance.rooms import licensing
from appliance.rooms.identity import grants
from appliance.rooms.knowledge.collections import installed, policy
from appliance.rooms.knowledge.collections.policy import Ties
from appliance.rooms.knowledge.collections.shapes import BaseFilter, BaseView, PublishedView
from appliance.rooms.knowledge.collections.tables import BaseGroup, KnowledgeBase, Publication, SearchMode, Visibility
from appliance.rooms.knowledge.collections.tallies import tallies
from appliance.store.listing import count, tuples
from appliance.store.paging import found, paged
from appliance.store.unit import reading_connection
from appliance.store.wording import holding

_MODES = "SELECT id, search_mode FROM collections_knowledge_base WHERE id IN (SELECT value FROM json_each(?))"
_NAMES = "SELECT id, name FROM collections_knowledge_base WHERE id IN (SELECT value FROM json_each(?))"


def base(id: str, *, seen_by: Actor) -> KnowledgeBase:
    """A base whose documents the actor may read, or 404."""
    row: KnowledgeBase = found(_readable(seen_by).where(KnowledgeBase.id == id), "Knowledge base")
    return row


def listed(id: str, *, seen_by: Actor) -> KnowledgeBase:
    """A base that the actor may know of, or 404: for administrators also another person's private one."""
    row: KnowledgeBase = found(_named(seen_by).where(KnowledgeBase.id == id), "Knowledge base")
    return row


def bases(where: BaseFilter, page: PageAsk, *, seen_by: Actor) -> Page[BaseView]:
    """The bases that the actor may know of."""
    rows = paged(_named(seen_by), KnowledgeBase, where, page)
    views = dict(zip((row.id for row in rows.data), described(rows.data, seen_by=seen_by), strict=True))
    return rows.map(lambda row: views[row.id])


def visible_ids(actor: Actor) -> list[str]:
    """The bases whose documents the actor may read at this moment."""
    return [id_ for (id_,) in tuples(_readable(actor, KnowledgeBase.id))]


def search_modes(base_ids: Sequence[str]) -> dict[str, SearchMode]:
    """How each of these bases wants to be searched."""
    rows: Any = reading_connection().execute(_MODES, (orjson.dumps(list(base_ids)).decode(),))
    modes = {mode.value: mode for mode in SearchMode}
    return {id_: modes[word] for id_, word in rows}


def base_names(base_ids: Iterable[str]) -> dict[str, str]:
    """What these bases are called; for those that were found readable in the same unit."""
    rows: Any = reading_connection().execute(_NAMES, (orjson.dumps(list(base_ids)).decode(),))
    return dict(rows)


def reranked(base_ids: Sequence[str]) -> set[str]:
    """Those of these bases whose passages may be judged by the reranking server."""
    rows: Any = KnowledgeBase.select(KnowledgeBase.id).where(KnowledgeBase.id.in_(list(base_ids)))
    return {id_ for (id_,) in tuples(rows.where(KnowledgeBase.rerank == True))}  # noqa: E712 -- a condition of the query


def reranked_count(org_id: str) -> int:
    """How many bases of an organisation want to be reranked."""
    wants = (KnowledgeBase.org_id == org_id) & (KnowledgeBase.rerank == True)  # noqa: E712 -- a condition of the query
    return int(KnowledgeBase.select().where(wants).count())


def readable(actor: Actor) -> list[KnowledgeBase]:
    """Every base whose documents the actor may read, by name."""
    return list(_readable(actor).order_by(KnowledgeBase.name, KnowledgeBase.id))


def matching(words: Sequence[str], limit: int, *, seen_by: Actor) -> list[Match]:
    """The bases open to the actor in whose name or description the words stand."""
    rows = _readable(seen_by).where(holding((KnowledgeBase.name, KnowledgeBase.description), words))
    ordered = rows.order_by(KnowledgeBase.name, KnowledgeBase.id).limit(limit)
    return [Match(row.id, row.name, row.description, f"/knowledge/{row.id}") for row in ordered]


def described(rows: Sequence[KnowledgeBase], *, seen_by: Actor) -> list[BaseView]:
    """Views of bases: a few queries, however many they are."""
    ids = [row.id for row in rows]
    published, theirs = _published(ids), installed.among(ids, seen_by)
    counts, groups, held = tallies(ids), groups_of(ids), installed.held_of(rows, seen_by)
    return [
        BaseView.of(
            row,
            counts[row.id],
            group_ids=groups.get(row.id, []),
            publication=published.get(row.id),
            installed=row.id in theirs,
            can=policy.allowed(row, seen_by, Ties(held.get(row.id), groups.get(row.id, ()))),
            **({"description": ""} if policy.is_shut(row, seen_by, held.get(row.id)) else {}),
        )
        for row in rows
    ]


def _published(base_ids: Sequence[str]) -> dict[str, PublishedView]:
    rows = Publication.select().where(Publication.knowledge_base_id.in_(list(base_ids)))
    return {
        row.knowledge_base_id: PublishedView(audience=row.audience, summary=row.summary, published_at=row.created_at)
        for row in rows
    }


def ties(row: KnowledgeBase, actor: Actor) -> Ties:
    """What decides what an actor may do with a base, beside the row itself."""
    if row.owner_id == actor.id or actor.kind == "system":
        return Ties(None, ())
    return Ties(grants.held(row, actor), group_ids(row))


def require(verb: str, base: KnowledgeBase, by: Actor) -> None:
    """Forbidden unless the actor may do this with the base now."""
    policy.require(verb, base, by, ties(base, by))


def may_write(base: KnowledgeBase, actor: Actor) -> bool:
    """Whether the actor, who may read the base, may put documents in and take them out."""
    return policy.may_write(base, actor, ties(base, actor))


def group_ids(row: KnowledgeBase) -> list[str]:
    """The groups that a base is open to."""
    return groups_of([row.id]).get(row.id, []) if row.visibility is Visibility.GROUPS else []


def denied(actor: Actor) -> list[KnowledgeBase]:
    """Every base that is denied to the actor, by name."""
    rows = KnowledgeBase.select().where((KnowledgeBase.org_id == actor.org_id) & grants.denied(KnowledgeBase, actor))
    return list(rows.order_by(KnowledgeBase.name, KnowledgeBase.id))


def may_see(actor: Actor, id: str) -> bool:
    """Whether `live` may tell the actor of this base."""
    return bool(_readable(actor).where(KnowledgeBase.id == id).exists())


@licensing.counted("knowledge_bases")
def base_count() -> int:
    """Every base of the appliance: the licence counts them all."""
    return count(KnowledgeBase.select())


def _readable(actor: Actor, *columns: Any) -> Any:
    rows = KnowledgeBase.select(*columns).where(KnowledgeBase.org_id == actor.org_id)
    if actor.kind == "system":
        return rows
    open_ = KnowledgeBase.visibility == Visibility.ORGANISATION
    if actor.at_least(Role.ADMIN):
        open_ |= KnowledgeBase.visibility == Visibility.GROUPS
    elif actor.group_ids:
        theirs = BaseGroup.select(BaseGroup.knowledge_base_id).where(BaseGroup.group_id.in_(actor.group_ids))
        open_ |= (KnowledgeBase.visibility == Visibility.GROUPS) & KnowledgeBase.id.in_(theirs)
    if (theirs := installed.ids(actor)) is not None:
        open_ |= KnowledgeBase.id.in_(theirs)
    return rows.where(grants.reachable(KnowledgeBase, actor, open_))


def _named(actor: Actor) -> Any:
    if actor.at_least(Role.ADMIN):
        return KnowledgeBase.select().where(KnowledgeBase.org_id == actor.org_id)
    return _readable(actor)


def groups_of(base_ids: Sequence[str]) -> dict[str, list[str]]:
    """Base -> the groups that it is open to."""
    found_: dict[str, list[str]] = {}
    rows: Any = BaseGroup.select(BaseGroup.knowledge_base_id, BaseGroup.group_id).order_by(BaseGroup.group_id)
    for base_id, group_id in tuples(rows.where(BaseGroup.knowledge_base_id.in_(base_ids))):
        found_.setdefault(base_id, []).append(group_id)
    return found_
