"""Conditions on documents that are no plain column."""

from typing import Any

from peewee import SQL, Select, fn

from appliance.rooms.knowledge.documents.tables import Document


def tagged(tag: str) -> Any:
    """Documents that have a tag."""
    each = fn.json_each(Document.tags).alias("each")
    return fn.EXISTS(Select([each], [SQL("1")]).where(SQL('"each"."value"') == tag))
