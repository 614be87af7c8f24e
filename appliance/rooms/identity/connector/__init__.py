"""Nextcloud's side door: an instance is provisioned once, signs its calls, and vouches for its people by their uid.

What it tells of people and groups is kept with its own time, so that the order in which it arrives does not matter.
"""
