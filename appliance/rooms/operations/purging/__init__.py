"""After a deletion nothing of it is left on the disk: a purge a day, or now, and a receipt of each."""
