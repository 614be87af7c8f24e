"""The knowledge wing: bases, the documents in them, how documents are read, and how passages are found again.

What a base may be seen by is decided in `collections` alone; every other room asks it.
"""
