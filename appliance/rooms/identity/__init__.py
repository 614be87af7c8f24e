"""Who people are: organisations, groups, users, their sessions and keys, and the ways of signing in."""
