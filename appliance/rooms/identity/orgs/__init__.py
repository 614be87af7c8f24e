"""The organisation is the tenant: every row belongs to one, and nothing of another one is ever seen.

The first is made at set-up.
"""

from appliance.rooms.identity.orgs.actions import found_organisation
from appliance.rooms.identity.orgs.queries import allows_public_chat, beta_features, count, name_of, the_org

__all__ = ["allows_public_chat", "beta_features", "count", "found_organisation", "name_of", "the_org"]
