"""Registration: closed unless an administrator opens it, for everybody or for some domains, at once or by a list."""
