"""Every endpoint can be called: each parameter has a sample, each body an example, and both succeed."""

import pytest

from tests.house.declared import BY_KEY, ENDPOINTS, KEYS
from tests.samples import ALSO, BY_KIND, PLAIN

SUCCEEDS_OTHERWISE = {
    "signin.setup": (409, "the town is set up"),
    "signup.sign_up": (202, "there is no mail server"),
    "mail.send_test": (409, "there is no mail server"),
    "licensing.apply": (422, "a key that is none"),
    "licensing.refresh": (409, "no address is configured"),
    "licensing.remove": (409, "the key is in the environment"),
}
"""What the town cannot let succeed; tests of these rooms do."""


@pytest.mark.parametrize("key", KEYS)
def test_the_sample_of_every_endpoint_succeeds(acme, key):
    endpoint = BY_KEY[key]
    if endpoint.access.word == "INTERNAL":
        pytest.skip("nobody carries its credential yet")
    by = acme.usual(endpoint)
    reply = acme.send(acme.ask(endpoint, by), by)
    assert reply.status == SUCCEEDS_OTHERWISE.get(key, (endpoint.status, ""))[0]


def test_every_parameter_has_a_sample():
    kinds = {one.kind for endpoint in ENDPOINTS for one in endpoint.params} - {"str"}
    plain = {f"{one.key}.{param.name}" for one in ENDPOINTS for param in one.params if param.kind == "str"}
    assert kinds - BY_KIND.keys() == set()
    assert plain == PLAIN.keys()


def test_every_override_is_of_an_endpoint():
    assert {*ALSO, *SUCCEEDS_OTHERWISE} - BY_KEY.keys() == set()
