"""The appliance: one process that answers questions over a company's documents and shows its sources."""

__version__ = "0.1.0"
