"""What a bot's key opens: an OpenAI-compatible chat, the bot's face, its sessions, and a widget for other sites' pages.

Every question is a turn like any other: durable, licensed, cited. The bot's own settings always win over the caller's.
"""
