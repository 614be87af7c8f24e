"""SCIM 2.0 (RFC 7643, 7644): a company's directory makes, changes and suspends people and groups here by itself.

Decision: the SCIM token is a service key of type admin, so it can be limited, renewed and ended like any other key.
Nothing here makes keys or passwords, and nobody who operates the machine is touched.
"""
