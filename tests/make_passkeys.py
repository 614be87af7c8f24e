"""Factories of passkeys, beside those of tests/make.py; each is called inside an open writing unit."""

import hashlib
from typing import Any

from appliance.kernel.actor import Actor
from appliance.rooms.identity import factors
from appliance.rooms.identity.passkeys import actions as passkeys
from appliance.rooms.identity.passkeys.proof import BROWSER
from appliance.rooms.identity.passkeys.queries import require_site
from appliance.rooms.identity.passkeys.tables import Passkey, Step
from appliance.rooms.identity.users.tables import User
from tests.make import CANARY, user
from tests.software_key import SoftwareKey, encoded


def software_key(by: Actor) -> SoftwareKey:
    """An authenticator with a passkey of somebody's that is registered."""
    at = require_site()
    held = SoftwareKey(at.origin, at.host, handle=by.id)
    Passkey.add(
        org_id=by.org_id, user_id=by.id, name=f"Passkey {CANARY}", credential=held.credential,
        credential_hash=hashlib.sha256(held.credential).digest(), key=held.key(), host=at.host, counter=0,
    )  # fmt: skip
    return held


def passkey(by: Actor) -> Passkey:
    """A passkey."""
    software_key(by)
    found: Passkey = Passkey.select().where(Passkey.user_id == by.id).order_by(Passkey.id.desc()).first()
    return found


def user_with_passkey(by: Actor) -> User:
    """A person who has a passkey."""
    row = user(by)
    passkey(Actor(row.id, row.org_id, row.role))
    return row


def new_passkey(by: Actor, session_id: str) -> dict[str, Any]:
    """The body that keeps a new passkey of somebody's."""
    at, challenge = require_site(), passkeys.begin(Step.ADD, session_id, by.id)
    options = {"challenge": encoded(challenge), "user": {"id": encoded(by.id.encode())}}
    return SoftwareKey(at.origin, at.host).made(options, name=f"Passkey {CANARY}")


ASKED_BROWSER = "pkb_asked"
PASSKEY_COOKIE = {"Cookie": f"{BROWSER}={ASKED_BROWSER}"}


def passkey_proof(by: Actor, step: Step, holder: str = ASKED_BROWSER) -> dict[str, Any]:
    """The body that proves somebody by a passkey."""
    named = None if step is Step.SIGN_IN else by.id
    return software_key(by).proof({"challenge": encoded(passkeys.begin(step, holder, named))})


def passkey_second_ask(by: Actor) -> dict[str, Any]:
    """The body that asks for a passkey in a sign-in's second step."""
    software_key(by)
    return {"mfa_token": factors.begin(by.id, by.org_id, User.get_by_id(by.id).password)}


def passkey_second_step(by: Actor) -> dict[str, Any]:
    """The body of a sign-in's second step by passkey."""
    token = passkey_second_ask(by)["mfa_token"]
    return passkey_proof(by, Step.SECOND_STEP, token) | {"mfa_token": token}
