"""A public SCIM client and its conformance checks, before the real server."""

import importlib.util
import uuid

import httpx2
import pytest

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("scim2_tester") is None, reason="scim2-tester is not installed (extra `test`)"
)  # loaded by the test alone: it takes seconds


@pytest.fixture
def client(house, directory):
    from scim2_client.engines.httpx2 import SyncSCIMClient

    carried = {"Authorization": f"Bearer {directory.secret}"}
    with httpx2.Client(base_url=f"http://127.0.0.1:{house.port}/scim/v2", headers=carried) as wire:
        yield SyncSCIMClient(wire)


DELIBERATE = (
    "search_with_attributes",  # there is no POST .search
    "'roles'",  # one of ours, whatever is sent
    "remove attribute 'name'", "remove attribute 'displayName'",  # everybody has one
    "remove attribute 'active'",  # what is left out stays
    "unexpected value for 'emails'",  # the address of the account is one
    "unexpected value for 'members'",  # with the names of people
    "enterprise:2.0:User'",  # an extension does not name itself inside itself
)  # fmt: skip
"""Where the tester expects to read back the very bytes, and ours says more or keeps more."""


class _Addresses(list):
    """Values for userName: nothing in a schema can say that it is an e-mail address."""

    def __getitem__(self, _):
        return f"{uuid.uuid4()}@acme.test"


def test_the_conformance_checks_of_a_public_tester_hold(client):
    from scim2_tester import Status, check_server

    client.discover()
    client.get_resource_model("User").model_fields["user_name"].examples = _Addresses(["x"])
    results = check_server(client)
    wrong = [
        f"{one.status.name} {one.title}: {one.reason}"
        for one in results
        if one.status not in (Status.SUCCESS, Status.SKIPPED)
        and not any(known in f"{one.title} {one.reason}" for known in DELIBERATE)
    ]
    assert not wrong, "\n".join(wrong)
    assert len(results) > 50
