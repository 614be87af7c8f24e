"""What people agreed to: a text has a version and a digest, and a consent names both. It can be withdrawn."""

from appliance.rooms.identity.consents.queries import current_text, has_given

__all__ = ["current_text", "has_given"]
