"""Signing in with OAuth 2 and OpenID Connect: Google, Microsoft, GitHub, Nextcloud, and every other OpenID provider.

A flow belongs to the browser that began it, works once, and names one connection. Nobody is anybody before the proof.
"""
