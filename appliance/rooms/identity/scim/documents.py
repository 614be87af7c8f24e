"""By what a client learns what is offered here: ServiceProviderConfig, ResourceTypes and Schemas (RFC 7643, 5-7)."""

from typing import Any

from appliance.kernel.problem import NotFound
from appliance.rooms.identity.scim.asked import MOST
from appliance.rooms.identity.scim.attributes import SCHEMAS, Attribute, Schema
from appliance.rooms.identity.scim.shapes import DocumentView, ListView
from appliance.rooms.identity.scim.wire import CORE, ENTERPRISE, GROUP, USER

Document = dict[str, Any]


def configuration(base_url: str) -> DocumentView:
    """What is offered and what is not."""
    offered, not_offered = {"supported": True}, {"supported": False}
    bearer = {
        "type": "oauthbearertoken", "name": "Bearer token", "description": "A service key of type admin",
        "primary": True,
    }  # fmt: skip
    return DocumentView.model_validate({
        "schemas": [f"{CORE}ServiceProviderConfig"],
        "patch": offered, "filter": offered | {"maxResults": MOST}, "sort": offered, "etag": offered,
        "bulk": not_offered | {"maxOperations": 0, "maxPayloadSize": 0}, "changePassword": not_offered,
        "authenticationSchemes": [bearer],
        "meta": {"resourceType": "ServiceProviderConfig", "location": f"{base_url}/ServiceProviderConfig"},
    })  # fmt: skip


def resource_types(base_url: str) -> ListView:
    """People and groups."""
    return _list([_resource_type(name, base_url) for name in ("User", "Group")])


def resource_type(name: str, base_url: str) -> DocumentView:
    """One of the two; NotFound for others."""
    if name not in ("User", "Group"):
        raise NotFound("ResourceType not found")
    return DocumentView.model_validate(_resource_type(name, base_url))


def _resource_type(name: str, base_url: str) -> Document:
    more = {"schemaExtensions": [{"schema": ENTERPRISE, "required": False}]} if name == "User" else {}
    return {
        "schemas": [f"{CORE}ResourceType"], "id": name, "name": name, "endpoint": f"/{name}s",
        "description": "People" if name == "User" else "Groups of people", "schema": USER if name == "User" else GROUP,
        **more, "meta": {"resourceType": "ResourceType", "location": f"{base_url}/ResourceTypes/{name}"},
    }  # fmt: skip


def schemas(base_url: str) -> ListView:
    """All schemas."""
    return _list([_schema(one, base_url) for one in SCHEMAS])


def schema(id: str, base_url: str) -> DocumentView:
    """One schema by its URN; NotFound for others."""
    found = next((one for one in SCHEMAS if one.id.lower() == id.lower()), None)
    if found is None:
        raise NotFound("Schema not found")
    return DocumentView.model_validate(_schema(found, base_url))


def _schema(one: Schema, base_url: str) -> Document:
    return {
        "schemas": [f"{CORE}Schema"], "id": one.id, "name": one.name, "description": one.about,
        "attributes": [_attribute(each) for each in one.attributes],
        "meta": {"resourceType": "Schema", "location": f"{base_url}/Schemas/{one.id}"},
    }  # fmt: skip


def _attribute(one: Attribute) -> Document:
    told: Document = {
        "name": one.name, "type": one.type, "multiValued": one.multi, "description": one.about,
        "required": one.required, "caseExact": one.exact, "mutability": one.mutability, "returned": "default",
        "uniqueness": one.uniqueness,
    }  # fmt: skip
    if one.subs:
        told["subAttributes"] = [_attribute(each) for each in one.subs]
    if one.canonical:
        told["canonicalValues"] = list(one.canonical)
    if one.refers_to:
        told["referenceTypes"] = list(one.refers_to)
    return told


def _list(found: list[Document]) -> ListView:
    return ListView(total_results=len(found), items_per_page=len(found), resources=found)
