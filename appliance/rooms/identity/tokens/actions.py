"""Changes of tokens."""

from appliance.kernel import clock, crypt, current, ends
from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.rooms.identity import keys, users
from appliance.rooms.identity.tokens.events import TokenCreated, TokenRevoked
from appliance.rooms.identity.tokens.queries import PREFIX
from appliance.rooms.identity.tokens.shapes import TokenDraft
from appliance.rooms.identity.tokens.tables import PersonalToken


def create(draft: TokenDraft, *, by: Actor) -> tuple[PersonalToken, str]:
    """Make a token; the answer's second part is its secret, shown once. It ends to the millisecond."""
    keys.require_mint(by)
    secret, days = crypt.new_secret(PREFIX), draft.expires_in_days
    row = PersonalToken.add(
        org_id=by.org_id, user_id=by.id, name=draft.name, digest=crypt.digest(secret), display=crypt.display(secret),
        epoch=users.user(by.id, seen_by=by).key_epoch, expires_at=clock.now_ms() + days * clock.DAY if days else None,
        allowed_addresses=draft.allowed_addresses or None,
    )  # fmt: skip
    emit(TokenCreated(row.id, by.id, days))
    return row, secret


def revoke(row: PersonalToken) -> None:
    """End a token at once, with everything that it holds open; it stays in the list."""
    row.change(revoked_at=clock.now_ms())
    current.after_commit(lambda: ends.tell(row.id))
    emit(TokenRevoked(row.id, row.user_id))


def revoke_all(user_id: str) -> None:
    """End every token of a person."""
    for row in PersonalToken.select().where((PersonalToken.user_id == user_id) & PersonalToken.revoked_at.is_null()):
        revoke(row)


def forget_person(user_id: str) -> int:
    """Delete the tokens of an erased person, with their names and where they were used last; how many."""
    return int(PersonalToken.delete().where(PersonalToken.user_id == user_id).execute())
