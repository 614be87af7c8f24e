"""Changes of bots' keys: made and given new secrets by people with a session, revoked at once with what they opened."""

from typing import Any

from appliance.kernel import clock, crypt, current, ends
from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.kernel.problem import ValidationFailed
from appliance.rooms.chat.bots import policy, queries
from appliance.rooms.chat.bots.events import BotKeyChanged, BotKeyCreated, BotKeyRevoked, BotKeyRotated
from appliance.rooms.chat.bots.shapes import DEFAULT_RATE, BotKeyDraft
from appliance.rooms.chat.bots.tables import Bot, BotKey
from appliance.rooms.identity.keys import require_mint

PREFIX = "apl_bot_"
_DEFAULTS = {"allowed_origins": [], "rate_limit": DEFAULT_RATE, "expires_at": None}


def create(bot: Bot, draft: BotKeyDraft, *, by: Actor) -> tuple[BotKey, str]:
    """Make a key to a bot; the answer's second part is its secret, shown once."""
    policy.require_change(bot, by)
    require_mint(by)
    _refuse_past(draft.expires_at)
    secret = crypt.new_secret(PREFIX)
    key = BotKey.add(
        org_id=bot.org_id, bot_id=bot.id, name=draft.name, rate_limit=draft.rate_limit, created_by=by.id,
        allowed_origins=list(dict.fromkeys(draft.allowed_origins)), expires_at=draft.expires_at,
        digest=crypt.digest(secret), display=crypt.display(secret),
    )  # fmt: skip
    emit(BotKeyCreated(key.id, bot.id, key.allowed_origins))
    return key, secret


def change(key: BotKey, sent: dict[str, Any], *, by: Actor) -> BotKey:
    """Change name and limits of a key; they hold from its next request on."""
    policy.require_change(queries.bot_of(key), by)
    if sent.get("name", "") is None:
        sent.pop("name")
    sent = {name: _DEFAULTS.get(name) if value is None else value for name, value in sent.items()}
    fields = {name: value for name, value in sent.items() if getattr(key, name) != value}
    if set(fields) - {"name"}:
        policy.require_session(by)
    _refuse_past(fields.get("expires_at"))
    if fields:
        key.change(**fields)
        emit(BotKeyChanged(key.id, key.bot_id, sorted(fields)))
    return key


def rotate(key: BotKey, overlap_hours: int, *, by: Actor) -> tuple[BotKey, str]:
    """Give a key a new secret, shown once; the former one opens it for the overlap, an older one no longer."""
    policy.require_change(queries.bot_of(key), by)
    require_mint(by)
    secret = crypt.new_secret(PREFIX)
    former = {"former_digest": key.digest, "former_until": clock.now_ms() + overlap_hours * clock.HOUR}
    key.change(
        digest=crypt.digest(secret), display=crypt.display(secret),
        **(former if overlap_hours else {"former_digest": None, "former_until": None}),
    )  # fmt: skip
    if not overlap_hours:
        current.after_commit(lambda: ends.tell(key.id))
    emit(BotKeyRotated(key.id, key.bot_id, overlap_hours))
    return key, secret


def revoke(key: BotKey, *, by: Actor) -> None:
    """End a key at once, with its streams and the answers that are being written for it."""
    policy.require_change(queries.bot_of(key), by)
    end(key)


def end(key: BotKey) -> None:
    """End a key, whoever asked for it."""
    key.change(revoked_at=clock.now_ms(), former_digest=None, former_until=None)
    current.after_commit(lambda: ends.tell(key.id))
    emit(BotKeyRevoked(key.id, key.bot_id))


def _refuse_past(expires_at: int | None) -> None:
    if expires_at is not None and expires_at <= clock.now_ms():
        raise ValidationFailed.of("expires_at", "must be a moment that is still to come")
