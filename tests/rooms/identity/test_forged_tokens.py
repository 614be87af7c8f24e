"""No forged token is a session, a licence or a revocation, and none of the three is another."""

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from appliance.engines import jws
from appliance.kernel import clock
from appliance.kernel.problem import Unauthorized
from appliance.rooms.identity.sessions import tokens
from appliance.rooms.licensing import keys, revocation, vendor
from appliance.rooms.licensing.keys import NotALicense
from appliance.rooms.licensing.vendor import Terms, licenses_folder
from tests.rooms.identity.forged import Good, forgeries

pytestmark = pytest.mark.settings(allow_demo_license=True)


def signer(private, algorithm):
    return lambda payload, header: jws.signed(payload, private, algorithm, header)


@pytest.fixture
def session(ada):
    private = tokens._private(tokens._seed())
    return Good(ada.headers["Authorization"].removeprefix("Bearer "), private.public_key(), signer(private, "EdDSA"))


def demo():
    private = load_pem_private_key((licenses_folder() / "demo" / "private.pem").read_bytes(), None)
    return private.public_key(), signer(private, keys.ALGORITHM)


def licence():
    return Good(vendor.issue_demo("pro"), *demo())


def taken():
    return Good(vendor.revoke_demo("lic-x"), *demo())


def bearer(house, text):
    # sent as it is: what is no header at all never gets so far
    return house.get("/auth/user", headers={"Authorization": f"Bearer {text}"}).status


def test_no_forged_token_is_a_session(house, session):
    assert bearer(house, session.text) == 200
    sendable = [(name, text) for name, text in forgeries(session) if text.isascii() and len(text) < 8_000]
    assert len(sendable) > 90
    assert [name for name, text in sendable if bearer(house, text) not in (400, 401)] == []
    assert bearer(house, session.text) == 200


def test_no_forged_token_is_a_licence(house, ada):
    good = licence()
    held = [
        name
        for name, text in forgeries(good)
        if not _is_refused(lambda text=text: keys.verified(text, allow_demo=True))
    ]
    assert held == []
    assert keys.verified(good.text, allow_demo=True).tier == "pro"


def test_no_forged_token_takes_a_licence_back(house, ada):
    good = taken()
    held = [
        name
        for name, text in forgeries(good)
        if not _is_refused(lambda text=text: revocation.read(text, allow_demo=True))
    ]
    assert held == []
    assert revocation.read(good.text, allow_demo=True).jti == "lic-x"


def _is_refused(act):
    try:
        act()
    except (NotALicense, Unauthorized):
        return True
    return False


def test_a_few_of_each_at_the_door(house, ada):
    for _, text in list(forgeries(licence()))[::9]:
        assert house.call("licensing.apply", by=ada, license_key=text or "x").status == 422
    for _, text in list(forgeries(taken()))[::9]:
        assert house.post("/webhook/license-revocation", body=text.encode()).status == 401
    assert house.call("licensing.status", by=ada).json["tier"] == "community"


def test_none_of_the_three_is_another(house, ada, session):
    assert [bearer(house, one.text) for one in (licence(), taken())] == [401, 401]
    for text in (session.text, taken().text):
        assert _is_refused(lambda text=text: keys.verified(text, allow_demo=True))
    for text in (session.text, licence().text):
        assert _is_refused(lambda text=text: revocation.read(text, allow_demo=True))


@pytest.mark.parametrize("changes", [
    {"aud": "appliance-license"}, {"aud": ["appliance-session", 7]}, {"aud": None}, {"sid": "ses_nobody"}, {"sid": None},
    {"sid": ["x"]},
])  # fmt: skip
def test_a_session_token_says_what_ours_say(house, session, changes):
    header = {name: value for name, value in session.header.items() if name != "alg"}
    assert bearer(house, session.sign(session.payload | changes, header)) == 401


@pytest.mark.parametrize("missing", ["aud", "sub", "sid", "iat", "exp"])
def test_a_session_token_lacks_nothing(house, session, missing):
    header = {name: value for name, value in session.header.items() if name != "alg"}
    assert bearer(house, session.sign({k: v for k, v in session.payload.items() if k != missing}, header)) == 401


def test_times_are_judged(house, ada, session, clock_hands):
    apply = {"by": ada}
    ended = house.call("licensing.apply", license_key=vendor.issue_demo("pro", Terms(days=-15)), **apply)
    assert ended.error["details"]["fields"][0]["type"] == "license_lapsed"
    later = vendor.issue_demo("pro", Terms(days=60, starts_in_days=30))
    assert house.call("licensing.apply", license_key=later, **apply).json["tier"] == "community", "not before its day"
    clock_hands.advance(30 * clock.DAY)
    assert bearer(house, session.text) == 401, "the end of its session is its end"
