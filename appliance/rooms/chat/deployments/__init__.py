"""A deployment is an agent as an endpoint: one version of its settings, one key, one limit.

A change of the agent changes nothing here until a new version is published. Runs remember nothing of each other.
"""
