"""A bot is the published face of an agent: programs and other sites' pages talk to it with keys of its own.

It answers with the rights that its agent's owner and its publisher share, narrowed to the agent's knowledge bases, and
never with tools. Each conversation is a session of the key that began it; no person finds it among theirs.
"""

from appliance.rooms.chat.bots.origins import AllowedOrigins

__all__ = ["AllowedOrigins"]
