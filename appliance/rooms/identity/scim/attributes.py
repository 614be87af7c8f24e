"""The attributes that are kept of people and groups, as data: what `/Schemas` tells and what a PATCH may name."""

from dataclasses import dataclass

from appliance.rooms.identity.scim.wire import ENTERPRISE, GROUP, USER


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute as RFC 7643, section 7, describes it."""

    name: str
    about: str
    type: str = "string"
    multi: bool = False
    required: bool = False
    exact: bool = False
    mutability: str = "readWrite"
    uniqueness: str = "none"
    subs: tuple["Attribute", ...] = ()
    canonical: tuple[str, ...] = ()
    refers_to: tuple[str, ...] = ()

    def sub(self, name: str) -> "Attribute | None":
        """The sub-attribute of this name, in whatever case."""
        return next((one for one in self.subs if one.name.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class Schema:
    id: str
    name: str
    about: str
    attributes: tuple[Attribute, ...]

    def attribute(self, name: str) -> Attribute | None:
        """The attribute of this name, in whatever case."""
        return next((one for one in self.attributes if one.name.lower() == name.lower()), None)


def _plain(*names: str) -> tuple[Attribute, ...]:
    return tuple(Attribute(name, name) for name in names)


def _many(name: str, about: str, *kinds: str, value: tuple[Attribute, ...] = ()) -> Attribute:
    subs = value or (Attribute("value", "The value"), Attribute("display", "How it is shown"))
    more = (Attribute("type", "What it is for", canonical=kinds), Attribute("primary", "The first choice", "boolean"))
    return Attribute(name, about, "complex", multi=True, subs=subs + more)


_PLACE = _plain("formatted", "streetAddress", "locality", "region", "postalCode", "country")
_EXTERNAL = Attribute("externalId", "The id in the directory that provisions", exact=True)
_OF_GROUPS = (
    Attribute("value", "Id of the group", exact=True, mutability="readOnly"),
    Attribute("$ref", "Address of the group", "reference", exact=True, mutability="readOnly", refers_to=("Group",)),
    Attribute("display", "Name of the group", mutability="readOnly"),
)
_OF_MEMBERS = (
    Attribute("value", "Id of the person", exact=True, mutability="immutable"),
    Attribute("$ref", "Address of the person", "reference", exact=True, mutability="immutable", refers_to=("User",)),
    Attribute("display", "Name of the person", mutability="readOnly"),
    Attribute("type", "What it is", mutability="immutable", canonical=("User",)),
)
_MANAGER = (
    Attribute("value", "Id of the manager", exact=True),
    Attribute("displayName", "Name of the manager"),
)

PERSON = Schema(USER, "User", "A person", (
    Attribute("userName", "The e-mail address, by which one signs in", required=True, uniqueness="server"),
    _EXTERNAL,
    Attribute("name", "The parts of the name", "complex", subs=_plain(
        "formatted", "familyName", "givenName", "middleName", "honorificPrefix", "honorificSuffix")),
    *_plain("displayName", "nickName", "title", "userType", "preferredLanguage", "locale", "timezone"),
    Attribute("active", "Whether the person may sign in", "boolean"),
    _many("emails", "E-mail addresses", "work", "home", "other"),
    _many("phoneNumbers", "Telephone numbers", "work", "home", "mobile", "fax", "pager", "other"),
    _many("addresses", "Postal addresses", "work", "home", "other", value=_PLACE),
    _many("roles", "One of viewer, editor and admin"),
    Attribute("groups", "The groups of the person", "complex", multi=True, mutability="readOnly", subs=_OF_GROUPS),
))  # fmt: skip
EXTENSION = Schema(ENTERPRISE, "EnterpriseUser", "A person's place in the company", (
    *_plain("employeeNumber", "costCenter", "organization", "division", "department"),
    Attribute("manager", "The manager", "complex", subs=_MANAGER),
))  # fmt: skip
TEAM = Schema(GROUP, "Group", "A group of people", (
    Attribute("displayName", "The name", required=True, uniqueness="server"),
    _EXTERNAL,
    Attribute("members", "The people in it", "complex", multi=True, subs=_OF_MEMBERS),
))  # fmt: skip
SCHEMAS = (PERSON, EXTENSION, TEAM)
KEPT = tuple(one.name for one in PERSON.attributes if one.name not in (
    "userName", "externalId", "displayName", "active", "roles", "groups"))  # fmt: skip
"""What is kept as it came; the rest has columns of its own."""
