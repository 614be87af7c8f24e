"""What changes bases: create, change, remove."""

from typing import Any

from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.kernel.problem import ValidationFailed
from appliance.rooms import licensing
from appliance.rooms.identity import grants, groups
from appliance.rooms.knowledge import quotas
from appliance.rooms.knowledge.collections import generations, queries, tallies
from appliance.rooms.knowledge.collections.events import BaseChanged, BaseCreated, BaseRemoved
from appliance.rooms.knowledge.collections.queries import require
from appliance.rooms.knowledge.collections.shapes import BaseDraft, BasePatch
from appliance.rooms.knowledge.collections.tables import (
    BaseGroup,
    Generation,
    Installation,
    KnowledgeBase,
    Publication,
    Tally,
    Visibility,
)


def create_base(draft: BaseDraft, *, by: Actor) -> KnowledgeBase:
    """Create a base owned by the actor; TierLimit when the licence allows no more."""
    licensing.take("knowledge_bases", queries.base_count() + 1)
    fields = draft.fields()
    group_ids = fields.pop("group_ids")
    base = KnowledgeBase.add(org_id=by.org_id, owner_id=by.id, **fields)
    tallies.begin(base)
    generations.begin(base)
    _open_to(base, group_ids, by)
    emit(BaseCreated(base.id, base.name, base.visibility))
    return base


def change_base(base: KnowledgeBase, patch: BasePatch, *, by: Actor) -> KnowledgeBase:
    """Change what was sent. The new visibility holds from the next request on."""
    require("knowledge:change", base, by)
    sent: dict[str, Any] = patch.sent()
    group_ids = sent.pop("group_ids", None)
    _check_overlap(base, sent)
    if (group_ids is not None and set(group_ids) != set(_groups(base))) or _is_opened(base, sent):
        require("knowledge:share", base, by)
    changes = {name: value for name, value in sent.items() if getattr(base, name) != value}
    regrouped = group_ids is not None or "visibility" in changes
    if not changes and group_ids is None:
        return base
    base.change(**changes)
    if regrouped:
        _open_to(base, group_ids if group_ids is not None else _groups(base), by)
    emit(BaseChanged(base.id, tuple(sorted([*changes, *(["group_ids"] if group_ids is not None else [])]))))
    return base


def remove_base(base: KnowledgeBase, *, by: Actor) -> None:
    """Remove a base. Its documents are out of reach at once; `documents` clears them away after the commit."""
    require("knowledge:remove", base, by)
    _drop(base)


def erase_private(user_id: str) -> int:
    """Remove what an erased person kept to themselves: bases that nobody else was let into. Others stay; how many."""
    theirs = KnowledgeBase.select().where(
        (KnowledgeBase.owner_id == user_id) & (KnowledgeBase.visibility == Visibility.PRIVATE)
        & KnowledgeBase.id.not_in(Publication.select(Publication.knowledge_base_id))
    )  # fmt: skip
    alone = [base for base in theirs if not grants.is_granted(base.id)]
    for base in alone:
        _drop(base)
    Installation.delete().where(Installation.user_id == user_id).execute()
    return len(alone)


def _drop(base: KnowledgeBase) -> None:
    for table in (BaseGroup, Publication, Installation):
        table.delete().where(table.knowledge_base_id == base.id).execute()
    Tally.delete().where(Tally.knowledge_base_id == base.id).execute()
    Generation.delete().where(Generation.knowledge_base_id == base.id).execute()
    grants.forget(base.id)
    quotas.forget(base.id)
    base.remove()
    emit(BaseRemoved(base.id, base.name))


def hand_over(from_id: str, to_id: str) -> int:
    """Give every base of somebody to somebody else of the organisation, who owns them from the next request on."""
    rows = list(KnowledgeBase.select().where(KnowledgeBase.owner_id == from_id))
    for base in rows:
        base.change(owner_id=to_id)
        grants.pass_to(base.id, to_id)
    return len(rows)


def close_to(group_id: str) -> None:
    """Forget a removed group; a base that was open to it alone is private again."""
    for row in list(BaseGroup.select().where(BaseGroup.group_id == group_id)):
        row.remove()
        base = KnowledgeBase.get_by_id(row.knowledge_base_id)
        is_left = base.visibility is Visibility.GROUPS and not _groups(base)
        base.change(**({"visibility": Visibility.PRIVATE} if is_left else {}))
        emit(BaseChanged(base.id, ("group_ids", "visibility") if is_left else ("group_ids",)))


def _is_opened(base: KnowledgeBase, sent: dict[str, Any]) -> bool:
    return bool(sent.get("visibility", base.visibility) != base.visibility)


def _open_to(base: KnowledgeBase, group_ids: list[str], by: Actor) -> None:
    wanted = sorted(set(group_ids)) if base.visibility is Visibility.GROUPS else []
    if base.visibility is Visibility.GROUPS and not wanted:
        raise ValidationFailed.of("group_ids", "name at least one group")
    if unknown := set(wanted) - set(groups.known_ids(wanted, by.org_id)):
        raise ValidationFailed.of("group_ids", f"{len(unknown)} of these groups do not exist")
    BaseGroup.delete().where(BaseGroup.knowledge_base_id == base.id).execute()
    BaseGroup.add_many({"org_id": base.org_id, "knowledge_base_id": base.id, "group_id": id_} for id_ in wanted)


def _groups(base: KnowledgeBase) -> list[str]:
    rows: Any = BaseGroup.select(BaseGroup.group_id).where(BaseGroup.knowledge_base_id == base.id)
    return [id_ for (id_,) in rows.tuples()]


def _check_overlap(base: KnowledgeBase, sent: dict[str, Any]) -> None:
    tokens, overlap = (sent.get(name, getattr(base, name)) for name in ("chunk_tokens", "chunk_overlap"))
    if overlap * 2 > tokens:
        raise ValidationFailed.of("chunk_overlap", "must be at most half of chunk_tokens")
