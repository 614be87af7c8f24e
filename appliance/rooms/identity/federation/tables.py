"""Connections to identity providers, and who of theirs is who of ours."""

from enum import StrEnum

from appliance.kernel.actor import Role
from appliance.store.columns import Bytes, Choice, Digest, Flag, IdOf, Json, Line, Stamp
from appliance.store.table import Table


class ProviderKind(StrEnum):
    """What a connection speaks, and to whom."""

    GOOGLE = "google"
    MICROSOFT = "microsoft"
    GITHUB = "github"
    NEXTCLOUD = "nextcloud"
    OIDC = "oidc"
    SAML = "saml"
    LDAP = "ldap"


class Connection(Table, prefix="sso", feed=False):
    """One way in by another's word. Its secrets are sealed; what it may not do is switched off."""

    kind = Choice(ProviderKind)
    label = Line()
    enabled = Flag(True)
    settings = Json()
    sealed = Bytes(optional=True)  # the secrets by name, as JSON
    mapping = Json()
    creates_people = Flag(False)  # whoever is new gets an account
    links_verified_email = Flag(False)  # a proven address leads to the account that has it
    trusts_email = Flag(False)  # addresses that the provider does not prove are taken for new accounts
    trusts_second_factor = Flag(False)  # the provider has asked for it
    default_role = Choice(Role, default=Role.EDITOR)
    group_ids = Json()  # of whoever is new
    domains = Json()  # of the addresses of whoever is new; empty is every one
    enforced = Flag(False)  # passwords are refused
    vouched = Flag(False)  # it is as an operator of the machine left it

    fast = (("org_id", "created_at"), ("kind", "enabled"))


class Identity(Table, prefix="fid", feed=False):
    """Somebody at a provider is somebody here: by issuer and subject, never by address or name."""

    user_id = IdOf("usr", fast=True)
    connection_id = IdOf("sso", fast=True)
    issuer = Line()
    subject = Line()
    external_id = Line(optional=True)  # the provider's own name of the person, where it provisions accounts
    given_group_ids = Json()  # the groups that the provider's word gave; others are nobody's but ours
    last_used_at = Stamp(optional=True)

    unique = (("org_id", "issuer", "subject"),)


class Spent(Table, prefix="spt", feed=False):
    """What works once and has been used: states of sign-ins, ids of assertions. Kept until it would run out."""

    digest = Digest(unique=True)
    expires_at = Stamp(fast=True)
