"""The appliance: one process that answers questions over a company's documents and shows its sources."""

import os

# Looking for pydantic plugins reads the metadata of every installed package; we have none, and start within a second.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

__version__ = "0.1.0"
