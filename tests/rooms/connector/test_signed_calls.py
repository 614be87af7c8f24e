"""A signature covers time, method, path, query and the raw body, and works once, also after a restart."""

import pytest

from appliance.kernel import clock, signature
from appliance.kernel.problem import Unauthorized
from appliance.kernel.signature import Signed
from appliance.store import spent
from appliance.store.database import write_now
from tests.rooms.connector.nextcloud import HANDSHAKE, SYNC, Nextcloud, person

CALL = Signed("POST", "/auth/webhook/nc-user-sync?a=1", b'{"events": []}')
AT = 1_700_000_000


@pytest.fixture
def cloud(house, ada):
    found = Nextcloud(house)
    found.bootstrap(house.call("connector.open_pairing", by=ada).json["secret"])
    return found


def test_the_scheme_is_the_published_one():
    """Worked out by openssl: printf over the same text, with `-mac HMAC -macopt key:secret`."""
    assert signature.sign("secret", Signed("POST", "/p?q=1", b"{}"), AT) == (
        "t=1700000000,v1=4e9cec55ff4597d15c7c6ba327e6e07fc394870f2ee95c363458a6b601087f88"
    )


@pytest.mark.parametrize("other", [
    Signed("PUT", CALL.target, CALL.body), Signed("POST", "/auth/webhook/nc-user-sync", CALL.body),
    Signed("POST", "/auth/webhook/nc-user-sync?a=2", CALL.body), Signed("POST", CALL.target, b'{"events":[]}'),
])  # fmt: skip
def test_every_part_is_covered(other):
    stamp = signature.read(signature.sign("secret", CALL, AT), AT * 1000)
    assert signature.holds(stamp, CALL, ["other", "secret"]) == 1
    assert signature.holds(stamp, other, ["other", "secret"]) is None
    assert signature.holds(stamp, CALL, []) is None


@pytest.mark.parametrize("header", [
    "", "t=1", "v1=" + "0" * 64, "t=x,v1=" + "0" * 64, "t=1700000000,v1=" + "A" * 64, "t=-1,v1=" + "0" * 64,
    "t=1700000000,v1=" + "0" * 63, "t=1700000000,v1=" + "0" * 64 + ",v0=1", "t=١٧٠٠٠٠٠٠٠٠,v1=" + "0" * 64,
    " t=1700000000,v1=" + "0" * 64, "t=1700000000,v1=" + "0" * 64 + "\n",
])  # fmt: skip
def test_headers_of_another_form_are_refused(header):
    with pytest.raises(Unauthorized):
        signature.read(header, AT * 1000)


@pytest.mark.parametrize(("seconds", "is_held"), [(-301, False), (-300, True), (0, True), (300, True), (301, False)])
def test_the_clocks_may_differ_by_five_minutes(seconds, is_held):
    header = signature.sign("secret", CALL, AT + seconds)
    if is_held:
        signature.read(header, AT * 1000)
        return
    with pytest.raises(Unauthorized) as caught:
        signature.read(header, AT * 1000)
    assert caught.value.details == {"reason": "expired"}


def test_a_call_cannot_be_repeated(house, cloud, clock_hands):
    body = b'{"events": [{"type": "group.created", "gid": "staff"}]}'
    headers = cloud.signed("POST", SYNC, body) | {"Content-Type": "application/json"}
    assert house.post(SYNC, body=body, headers=headers).status == 200
    assert house.post(SYNC, body=body, headers=headers).status == 401
    clock_hands.advance(100 * clock.SECOND)
    assert house.post(SYNC, body=body, headers=headers).status == 401


def test_a_refused_call_uses_its_signature_up_too(house, cloud):
    target = f"{HANDSHAKE}?uid=alice"
    headers = cloud.signed("GET", target)
    assert [house.get(target, headers=headers).status for _ in range(2)] == [403, 401]


def test_what_was_used_is_kept_on_the_disk_for_longer_than_it_could_hold(house, clock_hands):
    assert write_now(spent.spend, b"pair")
    clock_hands.advance(2 * signature.SKEW_SECONDS * clock.SECOND)
    assert not write_now(spent.spend, b"pair"), "the row is there, and a row outlives a restart"
    clock_hands.advance(clock.HOUR)
    assert write_now(spent.spend, b"pair"), "and it is forgotten in the end"


def test_a_signature_is_judged_before_anything_else_of_the_call(house, cloud):
    raw, json = b"{", {"Content-Type": "application/json"}
    assert house.post(SYNC, body=raw, headers=json).status == 401
    assert house.post(SYNC, body=raw, headers=json | cloud.signed("POST", SYNC, b"{ ")).status == 401
    assert house.post(SYNC, body=raw, headers=json | cloud.signed("POST", SYNC, raw)).status == 400


def test_at_once_one_wins(house, cloud):
    from concurrent.futures import ThreadPoolExecutor

    target = f"{HANDSHAKE}?uid=alice&name=Alice&email=alice%40cloud.example"
    headers = cloud.signed("GET", target)
    with ThreadPoolExecutor(8) as pool:
        found = sorted(pool.map(lambda _: house.get(target, headers=headers).status, range(16)))
    assert found == [200] + [401] * 15
    assert cloud.tell(person(1, "alice")) == ["applied"]


@pytest.mark.settings(public_url="https://example.com/answers")
def test_behind_a_proxy_the_public_path_may_be_signed(house, cloud):
    body = b'{"events": [{"type": "group.created", "gid": "staff"}]}'
    for prefix in ("", "/answers"):
        headers = cloud.signed("POST", prefix + SYNC, body) | {"Content-Type": "application/json"}
        assert house.post(SYNC, body=body, headers=headers).status == 200
