"""Forward-only steps, one file each; the schema's version is the number of the last one."""
