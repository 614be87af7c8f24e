"""The one list: which rooms the house has, lowest first. The only module that imports every room."""

from appliance.kernel.assembly import House
from appliance.rooms.agents.room import ROOM as AGENTS
from appliance.rooms.chat.bots.room import ROOM as BOTS
from appliance.rooms.chat.completions.room import ROOM as COMPLETIONS
from appliance.rooms.chat.conversations.room import ROOM as CONVERSATIONS
from appliance.rooms.chat.deployments.room import ROOM as DEPLOYMENTS
from appliance.rooms.chat.feedback.room import ROOM as FEEDBACK
from appliance.rooms.chat.turns.room import ROOM as TURNS
from appliance.rooms.identity.addresses.room import ROOM as ADDRESSES
from appliance.rooms.identity.connector.room import ROOM as CONNECTOR
from appliance.rooms.identity.consents.room import ROOM as CONSENTS
from appliance.rooms.identity.directory.room import ROOM as DIRECTORY
from appliance.rooms.identity.factors.room import ROOM as FACTORS
from appliance.rooms.identity.federation.room import ROOM as FEDERATION
from appliance.rooms.identity.grants import ports as sharing
from appliance.rooms.identity.grants.room import ROOM as GRANTS
from appliance.rooms.identity.groups.room import ROOM as GROUPS
from appliance.rooms.identity.keys.room import ROOM as KEYS
from appliance.rooms.identity.networks.room import ROOM as NETWORKS
from appliance.rooms.identity.oauth.room import ROOM as OAUTH
from appliance.rooms.identity.orgs.room import ROOM as ORGS
from appliance.rooms.identity.passkeys.room import ROOM as PASSKEYS
from appliance.rooms.identity.recovery.room import ROOM as RECOVERY
from appliance.rooms.identity.saml.room import ROOM as SAML
from appliance.rooms.identity.scim.room import ROOM as SCIM
from appliance.rooms.identity.service_keys.room import ROOM as SERVICE_KEYS
from appliance.rooms.identity.sessions.room import ROOM as SESSIONS
from appliance.rooms.identity.signin.room import ROOM as SIGNIN
from appliance.rooms.identity.signup.room import ROOM as SIGNUP
from appliance.rooms.identity.tokens.room import ROOM as TOKENS
from appliance.rooms.identity.users import ports as people
from appliance.rooms.identity.users.room import ROOM as USERS
from appliance.rooms.knowledge.collections.room import ROOM as COLLECTIONS
from appliance.rooms.knowledge.documents import versions
from appliance.rooms.knowledge.documents.room import ROOM as DOCUMENTS
from appliance.rooms.knowledge.embedding.room import ROOM as EMBEDDING
from appliance.rooms.knowledge.folders import is_followed
from appliance.rooms.knowledge.folders.room import ROOM as FOLDERS
from appliance.rooms.knowledge.generations.room import ROOM as GENERATIONS
from appliance.rooms.knowledge.ingest.room import ROOM as INGEST
from appliance.rooms.knowledge.quotas.room import ROOM as QUOTAS
from appliance.rooms.knowledge.reranking.room import ROOM as RERANKING
from appliance.rooms.knowledge.retrieval.room import ROOM as RETRIEVAL
from appliance.rooms.knowledge.viewing.room import ROOM as VIEWING
from appliance.rooms.knowledge.webpages.room import ROOM as WEBPAGES
from appliance.rooms.licensing.room import ROOM as LICENSING
from appliance.rooms.mail.room import ROOM as MAIL
from appliance.rooms.operations.finding import queries as finding
from appliance.rooms.operations.finding.room import ROOM as FINDING
from appliance.rooms.operations.health import monitoring
from appliance.rooms.operations.health import queries as health
from appliance.rooms.operations.health.room import ROOM as HEALTH
from appliance.rooms.operations.internal.room import ROOM as INTERNAL
from appliance.rooms.operations.jobs import jobs as sweeping
from appliance.rooms.operations.jobs import queries as jobs
from appliance.rooms.operations.jobs.room import ROOM as JOBS
from appliance.rooms.operations.purging import actions as purging
from appliance.rooms.operations.purging.room import ROOM as PURGING

ROOMS = (
    LICENSING, MAIL,
    ORGS, GROUPS, USERS, GRANTS, SESSIONS, KEYS, NETWORKS, TOKENS, SERVICE_KEYS, FACTORS,
    FEDERATION, SIGNIN, PASSKEYS, OAUTH, SAML, DIRECTORY, SIGNUP, RECOVERY, ADDRESSES, SCIM, CONSENTS, CONNECTOR,
    HEALTH, JOBS, INTERNAL, FINDING, PURGING,
    COLLECTIONS, DOCUMENTS, VIEWING, EMBEDDING, RERANKING, INGEST, FOLDERS, WEBPAGES, RETRIEVAL, GENERATIONS, QUOTAS,
    AGENTS,
    CONVERSATIONS, TURNS, FEEDBACK, BOTS, COMPLETIONS, DEPLOYMENTS,
)  # fmt: skip


def build() -> House:
    """Join the rooms, and hand the rooms below what flows upward to them."""
    house = House(ROOMS)
    health.probes[:] = house.probes
    health.concerns[:] = house.concerns
    jobs.visible.clear()
    jobs.visible.update(house.visible)
    monitoring.visible.clear()
    monitoring.visible.update(house.visible)
    people.reaches[:] = [reach for room in ROOMS for reach in room.reaches]
    sharing.shares.clear()
    sharing.shares.update({one.table.prefix: one for room in ROOMS for one in room.shares})
    versions.cites[:] = [cite for room in ROOMS for cite in room.cites]
    versions.follows[:] = [is_followed]
    purging.scrubs[:] = [scrub for room in ROOMS for scrub in room.scrubs]
    purging.listeners[:] = [one.name for room in ROOMS for one in room.listeners]
    purging.projections[:] = [one for room in ROOMS for one in room.projections]
    finding.finders[:] = [finder for room in ROOMS for finder in room.finds]
    people.hands_over[:] = [hand_over for room in ROOMS for hand_over in room.hands_over]
    people.erases[:] = [erase for room in ROOMS for erase in room.erases]
    sweeping.claims[:] = [claim for room in ROOMS for claim in room.claims]
    return house
