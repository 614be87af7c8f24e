"""The appliance: one process that answers questions over a company's documents, and shows where each answer comes from."""

__version__ = "0.1.0"
