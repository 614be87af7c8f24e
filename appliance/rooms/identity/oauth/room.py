"""What OAuth and OpenID Connect bring to the house."""

from appliance.kernel.room import Room
from appliance.rooms.identity.oauth import offered
from appliance.rooms.identity.oauth.endpoints import door

KINDS = offered.SECRETS  # importing it is what makes the kinds known

ROOM = Room(name="oauth", wing="identity", about="Signing in with OAuth 2 and OpenID Connect", door=door)
