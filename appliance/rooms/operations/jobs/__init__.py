"""Background work as administrators see it, and the one stream that tells the page what changed.

The queue itself is the store's; this room only shows it. The live stream names what changed and never what it holds.
"""
