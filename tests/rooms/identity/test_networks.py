"""From where the appliance is administered, and from where keys and tokens are used."""

import pytest

from appliance.config import ConfigError, load
from appliance.rooms.identity.networks import actions
from appliance.store import ledger
from appliance.store.database import read_now
from appliance.store.unit import reading_connection
from tests.rooms.identity import people

pytestmark = pytest.mark.settings(trusted_proxies=("127.0.0.1",))
OFFICE, HOME = "10.1.2.3", "203.0.113.9"


def at(address):
    """Headers of a caller behind the proxy."""
    return {"X-Forwarded-For": address} if address else {}


@pytest.fixture(autouse=True)
def _nothing_noted():
    actions._noted.clear()


def take(house, ada, networks, address=OFFICE, **more):
    return house.call("networks.replace_networks", by=ada, headers=at(address), networks=networks, **more)


def status(house, who, address, key="users.list_users"):
    return house.call(key, by=who, headers=at(address)).status


def told(house, name):
    house.settle()
    return [one for one in read_now(lambda: ledger.after(reading_connection(), 0, 1000)) if one.name == name]


@pytest.mark.parametrize(
    ("network", "inside", "outside"),
    [
        ("10.0.0.0/8", OFFICE, HOME),
        ("10.1.2.3", OFFICE, "10.1.2.4"),
        ("2001:db8::/32", "2001:db8::1", "2001:db9::1"),
        ("10.0.0.0/8", "::ffff:10.9.9.9", "::ffff:11.9.9.9"),
        ("::ffff:10.0.0.0/104", OFFICE, HOME),
    ],
)
def test_administration_is_open_from_these_networks_alone(house, ada, network, inside, outside):
    assert take(house, ada, [network], inside).status == 200
    assert (status(house, ada, inside), status(house, ada, outside)) == (200, 403)
    assert status(house, ada, outside, "signin.me") == 200, "everything else goes on from there"
    assert status(house, ada, None) == 200, "the machine itself is never shut out"


def test_a_refusal_is_the_role_s_and_is_recorded_once_a_minute(house, ada, clock_hands):
    take(house, ada, ["10.0.0.0/8"])
    refused = house.call("users.list_users", by=ada, headers=at(HOME))
    assert (refused.status, refused.code) == (403, "FORBIDDEN")
    status(house, ada, HOME)
    (line,) = told(house, "AdministrationRefused")
    assert (line.actor_id, line.address, line.data) == (ada.id, HOME, {"endpoint": "users.list_users"})
    clock_hands.advance(60_000)
    status(house, ada, HOME)
    assert len(told(house, "AdministrationRefused")) == 2


def test_nobody_shuts_themselves_out_unless_they_insist(house, ada):
    refused = take(house, ada, ["192.0.2.0/24"])
    assert (refused.status, refused.code) == (409, "CONFLICT")
    assert status(house, ada, OFFICE) == 200
    assert take(house, ada, ["192.0.2.0/24"], force=True).status == 200
    assert status(house, ada, OFFICE) == 403
    assert take(house, ada, []).status == 403
    assert take(house, ada, [], address=None).status == 200
    assert status(house, ada, OFFICE) == 200


def test_the_list_names_where_one_is(house, ada):
    take(house, ada, ["10.0.0.0/8", "10.0.0.0/8"])
    view = house.call("networks.read_networks", by=ada, headers=at(OFFICE)).json
    assert (view["networks"], view["your_address"], view["can"]) == (["10.0.0.0/8"], OFFICE, ["change"])


@pytest.mark.parametrize("wrong", ["10.0.0.0/33", "everywhere", "", "10.0.0"])
def test_what_is_no_network(house, ada, wrong):
    assert take(house, ada, [wrong]).status == 422


@pytest.mark.settings(admin_networks=("10.0.0.0/8",))
def test_the_machine_s_own_list_holds_beside_it(house, ada):
    assert (status(house, ada, OFFICE), status(house, ada, HOME), status(house, ada, None)) == (200, 403, 200)
    assert take(house, ada, ["203.0.113.0/24"]).status == 409, "both lists count"


def test_a_header_that_no_proxy_vouches_for_opens_nothing(house, ada):
    take(house, ada, ["10.0.0.0/8"])
    forged = {"X-Forwarded-For": f"{OFFICE}, {HOME}"}
    assert house.call("users.list_users", by=ada, headers=forged).status == 403
    assert house.call("users.list_users", by=ada, headers=at(HOME) | {"X-Real-IP": OFFICE}).status == 403


def test_a_token_is_used_from_its_networks_alone(house, ada):
    made = house.call(
        "tokens.create_token", by=ada, name="CI", expires_in_days=7, allowed_addresses=["10.0.0.0/8"]
    ).json
    assert made["allowed_addresses"] == ["10.0.0.0/8"]
    bearer = {"Authorization": f"Bearer {made['secret']}"}
    assert house.call("signin.me", headers=bearer | at(OFFICE)).status == 200
    refused = house.call("signin.me", headers=bearer | at(HOME))
    assert (refused.status, refused.error["details"]) == (401, {"reason": "invalid"})


def test_a_service_key_is_used_from_its_networks_alone(house, ada):
    made = house.call(
        "service_keys.create_service_key", by=ada, name="CI", type="admin", allowed_addresses=["10.0.0.0/8"]
    ).json
    key = {"X-API-Key": made["secret"]}
    assert house.call("users.list_users", headers=key | at(OFFICE)).status == 200
    assert house.call("users.list_users", headers=key | at(HOME)).status == 401
    take(house, ada, ["10.1.0.0/16"])
    assert house.call("users.list_users", headers=key | at("10.2.0.1")).status == 403


def test_a_list_is_its_organisation_s_own(house, ada):
    people.newcomer(house, "ben@acme.test", "admin")
    take(house, ada, ["10.0.0.0/8"])
    ben = people.sign_in(house, "ben@acme.test")
    assert status(house, ben, HOME) == 403


@pytest.mark.parametrize("name", ["APPLIANCE_ADMIN_NETWORKS", "APPLIANCE_TRUSTED_PROXIES"])
def test_a_setting_that_names_no_network_stops_the_start(name):
    with pytest.raises(ConfigError, match=f"{name}: office is neither an address nor a network"):
        load({name: "10.0.0.0/8,office"})
