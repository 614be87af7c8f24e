"""Which server judges the best passages once more, as the administrators of an organisation choose."""
