"""What the machine's operator does from the command line, inside a unit: make people, give them new passwords."""

import secrets
from typing import Any

from appliance.engines import passwords
from appliance.kernel import current, ends
from appliance.kernel.actor import Role
from appliance.kernel.problem import NotFound, ValidationFailed
from appliance.rooms.identity import orgs, users
from appliance.rooms.identity.signin import actions
from appliance.rooms.identity.users.actions import Newcomer, create, set_password
from appliance.rooms.identity.users.shapes import UserDraft
from appliance.store.database import write_now

_RANDOM_BYTES = 15


def fresh_setup_token() -> str | None:
    """The token for set-up from another machine, to be printed once; None when the appliance is set up."""
    return write_now(actions.renew_setup_link)


def create_user(
    email: str, role: str = "editor", name: str | None = None, password: str | None = None
) -> dict[str, Any]:
    """Add a person who can sign in at once; without a password a random one is made. Answers JSON, shown once."""
    draft = UserDraft(email=email, role=Role(role), name=name or None, group_ids=[])
    given, hashed = _password(password, draft.email)
    organisation = orgs.the_org() or orgs.found_organisation(actions.FIRST_NAME)
    newcomer = Newcomer(draft.email, draft.name or draft.email.partition("@")[0], hashed, draft.role)
    row = create(newcomer, org_id=organisation.id)
    return {"id": row.id, "email": row.email, "name": row.name, "role": str(row.role), "password": given}


def reset_password(email: str, password: str | None = None, *, revoke_tokens: bool = False) -> dict[str, Any]:
    """Give a person a new password and end their sessions; NotFound when nobody has this address."""
    row = users.by_email(email)
    if row is None:
        raise NotFound("User not found")
    given, hashed = _password(password, row.email)
    set_password(row, hashed, revoke_tokens=revoke_tokens, is_reset=True)
    current.after_commit(lambda: ends.tell(row.id))
    return {"id": row.id, "email": row.email, "password": given}


def _password(password: str | None, email: str) -> tuple[str, str]:
    given = password or secrets.token_urlsafe(_RANDOM_BYTES)
    if weakness := passwords.weakness(given, email):
        raise ValidationFailed.of("password", weakness, "weak_password")
    return given, passwords.hash_now(given)
