"""Reads of tokens: each person their own, administrators everybody's; and the hot read that makes one an actor."""

from collections.abc import Sequence
from typing import Any

from appliance.kernel import clock
from appliance.kernel.actor import Actor, Role
from appliance.kernel.page import Filter, Page, PageAsk
from appliance.kernel.problem import Unauthorized
from appliance.kernel.room import Presented, RawReader
from appliance.rooms.identity import keys, users
from appliance.rooms.identity.tokens import policy
from appliance.rooms.identity.tokens.shapes import NewTokenView, OwnedTokenView, State, TokenView
from appliance.rooms.identity.tokens.tables import PersonalToken
from appliance.rooms.identity.users.tables import User
from appliance.store.paging import found, paged

PREFIX = "apl_pat_"
_LOOKUP = keys.Lookup(
    PREFIX,
    """
SELECT id, user_id, expires_at, revoked_at, epoch, allowed_addresses FROM tokens_personal_token WHERE digest = ?
""",
)
of_tokens = keys.Uses("UPDATE tokens_personal_token SET last_used_at = ?, last_used_address = ? WHERE id = ?")


def _mine(actor: Actor) -> Any:
    return PersonalToken.select().where((PersonalToken.org_id == actor.org_id) & (PersonalToken.user_id == actor.id))


def _everybodys(actor: Actor) -> Any:
    return PersonalToken.select().where(PersonalToken.org_id == actor.org_id)


def _live(rows: Any) -> Any:
    now = clock.now_ms()
    return rows.join(User, on=(User.id == PersonalToken.user_id)).where(
        PersonalToken.revoked_at.is_null()
        & (PersonalToken.expires_at.is_null() | (PersonalToken.expires_at > now))
        & (PersonalToken.epoch == User.key_epoch)
    )


def token(id: str, *, seen_by: Actor) -> PersonalToken:
    """One of the actor's own tokens that still holds."""
    row: PersonalToken = found(_live(_mine(seen_by)).where(PersonalToken.id == id), "Token")
    return row


def anybodys(id: str, *, seen_by: Actor) -> PersonalToken:
    """A token of somebody in the organisation that still holds."""
    row: PersonalToken = found(_live(_everybodys(seen_by)).where(PersonalToken.id == id), "Token")
    return row


def tokens(where: Filter, ask: PageAsk, *, seen_by: Actor) -> Page[TokenView]:
    """The actor's own tokens, revoked and expired ones too."""
    rows = paged(_mine(seen_by), PersonalToken, where, ask)
    epochs = _epochs(rows.data)
    return rows.map(lambda row: TokenView.from_row(row, **_extra(row, epochs)))


def all_tokens(where: Filter, ask: PageAsk, *, seen_by: Actor) -> Page[OwnedTokenView]:
    """Everybody's tokens in the organisation."""
    rows = paged(_everybodys(seen_by), PersonalToken, where, ask)
    epochs, names = _epochs(rows.data), users.names(row.user_id for row in rows.data)
    return rows.map(
        lambda row: OwnedTokenView.from_row(row, user_name=names.get(row.user_id, ""), **_extra(row, epochs))
    )


def new_view(row: PersonalToken, secret: str) -> NewTokenView:
    """A new token with its secret, shown once."""
    return NewTokenView.from_row(row, secret=secret, **_extra(row, {row.user_id: row.epoch}))


def resolve(reader: RawReader, presented: Presented) -> Actor:
    """The actor of a token: its owner, with the owner's rights of this moment."""
    token_id, user_id, expires_at, revoked_at, epoch, networks = _LOOKUP.row(reader, presented)
    owner = users.owner(reader, user_id)
    if revoked_at is not None or epoch != owner.key_epoch:
        raise Unauthorized("revoked")
    keys.require_open(presented, expires_at, networks)
    of_tokens.note(token_id, presented.now_ms, presented.address)
    return Actor(
        id=user_id, org_id=owner.org_id, role=owner.role, kind=owner.kind, credential=presented.kind,
        credential_id=token_id, is_operator=owner.is_operator, group_ids=owner.group_ids,
    )  # fmt: skip


def may_see(actor: Actor, id: str) -> bool:
    """Everybody sees their own tokens, administrators those of their organisation."""
    rows = _everybodys(actor) if actor.at_least(Role.ADMIN) else _mine(actor)
    return bool(rows.where(PersonalToken.id == id).exists())


def _epochs(rows: Sequence[PersonalToken]) -> dict[str, int]:
    wanted = {row.user_id for row in rows}
    return {one.id: one.key_epoch for one in User.select(User.id, User.key_epoch).where(User.id.in_(list(wanted)))}


def _extra(row: PersonalToken, epochs: dict[str, int]) -> dict[str, Any]:
    state: State = "active"
    if row.revoked_at is not None or row.epoch != epochs.get(row.user_id):
        state = "revoked"
    elif row.expires_at is not None and clock.now_ms() >= row.expires_at:
        state = "expired"
    return {"state": state, "can": policy.verbs(row, state), "allowed_addresses": row.allowed_addresses or []}
