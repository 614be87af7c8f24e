"""Vectors of passages: kept in the database, found again by nearness.

`rows` is the truth and is written in units. `index` is its copy in the memory of the process that searches; it needs
numpy, and follows the `changes` feed by itself. There is no vector in any other file.
"""

from appliance.store.vectors.rows import KIND, Owner, carry, dimensions, drop, forget_others, has_any, keep

__all__ = ["KIND", "Owner", "carry", "dimensions", "drop", "forget_others", "has_any", "keep"]
