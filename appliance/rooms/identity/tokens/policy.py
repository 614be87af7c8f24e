"""Who may do what with tokens: their owner makes and revokes them, administrators see and revoke everybody's."""

from appliance.rooms.identity.tokens.tables import PersonalToken

CAN = {
    "tokens:mint": "a person with a session, not a key or token",
    "tokens:revoke": "the token's owner; administrators of the organisation",
}


def verbs(token: PersonalToken, state: str) -> list[str]:
    """What the page may offer: a token that is over can only be looked at."""
    return ["revoke"] if state == "active" and token.revoked_at is None else []
