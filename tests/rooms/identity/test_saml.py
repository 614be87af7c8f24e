"""Signing in by SAML through the door: the whole way, once, in one browser, and every refusal on the way."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import etree

from appliance.kernel import clock
from appliance.rooms.identity.federation import actions as federation
from appliance.store import ledger
from appliance.store.database import read_now, write_now
from appliance.store.unit import reading_connection
from tests.driving import Caller
from tests.engines.saml.forging import assertion, pair, raw, response, right, signed
from tests.engines.saml.test_refused import HOSTILE
from tests.engines.saml.test_wrapping import WRAPPED
from tests.rooms.identity.people import ADA, PASSWORD
from tests.rooms.identity.saml_flow import Browser, begin, connect, facts, form, metadata

PROGRAM = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def way(house, ada):
    """A house with a connection, and a browser on its way."""
    connect(house, ada)
    return begin(house)


def is_in(reply):
    return reply.status == 303 and "appliance_session" in reply.cookies and reply.headers["location"] == "/"


def reason(reply):
    assert (reply.status, "appliance_session" in reply.cookies) == (303, False), reply.body
    assert reply.headers["location"].startswith("/signin#error=")
    return reply.headers["location"].partition("=")[2]


def test_a_right_answer_opens_a_session(house, way):
    assert is_in(way.answer())
    me = house.get("/auth/user", headers={"Cookie": f"appliance_session={way.browser.cookies['appliance_session']}"})
    assert (me.json["email"], me.json["name"]) == ("ada@example.com", "Ada Lovelace")
    assert [name for name in way.browser.cookies if name.startswith("appliance_saml")] == []


def test_the_same_person_comes_back_to_the_same_account(house, way):
    assert is_in(way.answer())
    again = begin(house)
    assert is_in(again.answer(right(again.said(email="ada.new@example.com"))))
    assert len(facts("UserCreated")) == 2  # Ada who set the house up, and whoever came


def test_a_site_of_the_same_name_keeps_its_cookie_and_needs_no_second_step(way):
    reply = way.browser.post("/auth/saml/acs", form(right(way.said()), way.relay_state), is_same_site=True)
    assert is_in(reply)


def test_one_is_sent_on_to_where_one_wanted_to_go(house, ada):
    connect(house, ada)
    assert begin(house, "/knowledge?x=1").answer().headers["location"] == "/knowledge?x=1"
    assert begin(house, "//evil.example").answer().headers["location"] == "/"


def test_the_request_id_alone_leads_to_the_request(way):
    reply = way.browser.post("/auth/saml/acs", form(right(way.said()), None))
    assert is_in(way.browser.get(reply.headers["location"]))


WRONG = {
    "unsigned": lambda way: response(assertion(way.said()), said=way.said()),
    "stranger": lambda way: right(way.said(), key="stranger"),
    "audience": lambda way: right(way.said(audience="https://other.example")),
    "recipient": lambda way: right(way.said(recipient="https://other.example")),
    "destination": lambda way: right(way.said(destination="https://other.example")),
    "issuer": lambda way: right(way.said(issuer="https://other.example")),
    "past": lambda way: right(way.said(end=clock.now_ms() - 120_000)),
    "two": lambda way: response(signed(assertion(way.said())), assertion(way.said(id="_b")), said=way.said()),
    "large": lambda _: b"<r>" + b"x" * 5_000_000 + b"</r>",
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_answer_is_refused_and_recorded(way, case):
    assert reason(way.answer(WRONG[case](way))) == "not_proven"
    assert len(facts("SamlAnswerRefused")) == len(facts("FederatedSignInRefused")) == 1


def test_every_hostile_or_wrapped_message_ends_in_a_refusal(way):
    started = time.perf_counter()
    for message in [*HOSTILE.values(), *(raw(made()) for made in WRAPPED)]:
        assert reason(way.answer(message)) in {"not_proven", "not_ours"}
    assert time.perf_counter() - started < 10
    assert is_in(way.answer())  # and the sign-in of the one who waits goes on


def test_a_program_is_told_the_rule(way):
    from urllib.parse import urlencode

    fields = form(right(way.said(audience="https://other.example")), way.relay_state)
    reply = way.browser.house.post("/auth/saml/acs", body=urlencode(fields), headers=PROGRAM)
    assert (reply.status, reply.error["details"]) == (403, {"reason": "not_proven", "check": "audience"})


def test_an_answer_works_once(way):
    message = right(way.said())
    assert is_in(way.answer(message))
    assert reason(way.answer(message)) == "replayed"


def test_an_assertion_works_once_even_for_another_request(house, ada):
    connect(house, ada, {"allow_unsolicited": True})
    message = right(begin(house).said(in_response_to=None))
    browser = Browser(house)
    assert is_in(browser.post("/auth/saml/acs", form(message, None)))
    assert reason(browser.post("/auth/saml/acs", form(message, None))) == "replayed"


def test_an_assertion_is_remembered_for_as_long_as_it_would_hold(house, ada, clock_hands):
    """In the database, so a restart forgets none; the nightly chore leaves it until nobody believes it anyway."""
    connect(house, ada, {"allow_unsolicited": True})
    message, browser = right(begin(house).said(in_response_to=None)), Browser(house)
    assert is_in(browser.post("/auth/saml/acs", form(message, None)))
    clock_hands.advance(5 * clock.MINUTE + 50 * clock.SECOND)
    write_now(federation.forget_spent)
    assert reason(browser.post("/auth/saml/acs", form(message, None))) == "replayed"
    clock_hands.advance(11 * clock.SECOND)
    write_now(federation.forget_spent)
    assert reason(browser.post("/auth/saml/acs", form(message, None))) == "not_proven"


@pytest.mark.settings(public_url="https://appliance.example")
def test_under_https_every_cookie_is_of_this_host_alone(house):
    made = house.call("signin.setup", email=ADA, password=PASSWORD, name="Ada", organisation_name="Acme")
    connect(house, Caller("Ada", {"Authorization": f"Bearer {made.json['token']}"}))
    way = begin(house)
    (name,) = way.browser.cookies
    assert name.startswith("__Host-appliance_saml_")
    reply = way.answer()
    assert "__Host-appliance_session" in reply.cookies
    assert all("Secure" in line and "HttpOnly" in line for line in reply.cookies.values())


def test_another_browser_is_refused(house, way):
    assert reason(way.answer(by=Browser(house))) == "not_ours"
    assert facts("FederatedSignInRefused")[-1]["reason"] == "not_ours"


def test_another_browser_that_began_itself_is_refused(house, way):
    other = begin(house)
    assert reason(way.answer(by=other.browser)) == "not_ours"


def test_a_wrong_cookie_is_refused_at_once(way):
    name = next(iter(way.browser.cookies))
    way.browser.cookies[name] = "x" * 43
    fields = form(right(way.said()), way.relay_state)
    assert reason(way.browser.post("/auth/saml/acs", fields, is_same_site=True)) == "not_ours"


def test_the_second_step_works_once_and_for_a_minute(house, way, clock_hands):
    first = way.browser.post("/auth/saml/acs", form(right(way.said()), way.relay_state)).headers["location"]
    cookies = dict(way.browser.cookies)
    assert is_in(way.browser.get(first))
    way.browser.cookies = cookies
    assert reason(way.browser.get(first)) == "not_ours"
    late = begin(house)
    second = late.browser.post("/auth/saml/acs", form(right(late.said()), late.relay_state)).headers["location"]
    clock_hands.advance(clock.MINUTE + 1)
    assert reason(late.browser.get(second)) == "not_ours"


def test_a_request_is_over_after_ten_minutes(way, clock_hands):
    clock_hands.advance(10 * clock.MINUTE + 1)
    assert reason(way.answer(right(way.said()))) == "not_ours"


def test_an_answer_to_another_request_is_refused(house, way):
    other = begin(house)
    assert reason(way.answer(right(other.said()))) == "not_ours"


def test_unasked_is_refused_unless_the_connection_takes_it(house, way):
    message = right(way.said(in_response_to=None))
    assert reason(way.browser.post("/auth/saml/acs", form(message, None))) == "not_ours"


def test_without_a_connection_nothing_is_read(house, ada):
    reply = Browser(house).post("/auth/saml/acs", form(b"<r/>", None))
    assert reason(reply) == "not_configured"
    assert reason(Browser(house).get("/auth/saml/login")) == "not_configured"


def test_a_connection_that_was_switched_off_takes_no_answer(house, ada):
    row = connect(house, ada)
    way = begin(house)
    assert house.call("federation.change_connection", by=ada, id=row["id"], enabled=False).status == 200
    assert reason(way.answer()) == "not_configured"


def test_a_refusal_of_the_provider_is_said(way):
    assert reason(way.answer(right(way.said(status="urn:oasis:names:tc:SAML:2.0:status:Responder")))) == "denied"


def test_the_address_of_somebody_else_opens_nothing(house, way, ada):
    """The provider says the victim's address; nobody vouched for its addresses."""
    assert reason(way.answer(right(way.said(email=ada.email)))) == "unverified_email"


def test_the_second_factor_of_the_appliance_is_asked_for(house, ada):
    from tests.rooms.identity.test_factors import enrolled

    connect(house, ada, {"proves_email": True}, links_verified_email=True)
    enrolled(house, ada)
    way = begin(house)
    reply = way.answer(right(way.said(email=ada.email)))
    assert reply.headers["location"].startswith("/signin#mfa_token=")
    assert "appliance_session" not in reply.cookies


def test_another_sites_page_may_send_this_form_and_no_other(house, ada):
    connect(house, ada)
    foreign = {"Origin": "https://idp.example", "Content-Type": "application/x-www-form-urlencoded"}
    assert house.post("/auth/saml/acs", body="SAMLResponse=eA%3D%3D", headers=foreign).status == 303
    assert house.post("/auth/login", body="email=a&password=b", headers=foreign).code == "CSRF_FAILED"


def test_a_form_without_an_answer_is_a_refusal_of_its_field(house, ada):
    connect(house, ada)
    assert house.post("/auth/saml/acs", body="RelayState=x", headers=PROGRAM).code == "VALIDATION_ERROR"


def test_our_metadata_are_public(house, ada):
    reply = house.get("/auth/saml/metadata")
    assert reply.headers["content-type"] == "application/samlmetadata+xml"
    assert etree.fromstring(reply.body).get("entityID").endswith("/auth/saml/metadata")


def test_settings_hold_what_metadata_say_and_show_when_certificates_end(house, ada):
    settings = connect(house, ada)["settings"]
    assert settings["entity_id"] == "https://idp.example/metadata"
    assert settings["certificates"][0]["not_after"].endswith("Z")
    assert "metadata" not in settings
    view = house.call("saml.read_metadata", by=ada, metadata=metadata(pair()[1], pair("next")[1])).json
    assert [one["state"] for one in view["certificates"]] == ["valid", "valid"]
    bad = house.call("saml.read_metadata", by=ada, metadata="<!DOCTYPE x><x/>")
    assert bad.code == "VALIDATION_ERROR"


def test_both_certificates_count_while_keys_change(house, ada):
    row = connect(house, ada)
    new = {"metadata": metadata(pair()[1], pair("next")[1])}
    assert house.call("federation.change_connection", by=ada, id=row["id"], settings=new).status == 200
    for key in ("idp", "next"):
        way = begin(house)
        assert is_in(way.answer(right(way.said(), key=key)))


def test_with_a_key_of_our_own_requests_are_signed(house, ada):
    connect(house, ada)
    assert "Signature" not in parse_qs(urlsplit(begin(house).url).query)
    made = house.call("saml.make_key", by=ada).json
    assert made["certificate"]["state"] == "valid"
    assert "Signature" in parse_qs(urlsplit(begin(house).url).query)
    assert b"X509Certificate" in house.get("/auth/saml/metadata").body
    assert house.call("saml.remove_key", by=ada).status == 204
    assert house.call("saml.service", by=ada).json["certificate"] is None


def test_a_request_by_form_leaves_with_a_policy_of_its_own(house, ada):
    row = connect(house, ada)
    settings = {"binding": "post", "post_url": "https://idp.example/post"}
    assert house.call("federation.change_connection", by=ada, id=row["id"], settings=settings).status == 200
    reply = Browser(house).get("/auth/saml/login")
    assert reply.status == 200
    assert "script-src 'sha256-" in reply.headers["content-security-policy"]
    assert b'action="https://idp.example/post"' in reply.body


def test_nothing_of_an_answer_is_in_the_ledger(way):
    way.answer(right(way.said(audience="https://other.example", name_id="secret-name")))
    assert "secret-name" not in repr(read_now(lambda: ledger.after(reading_connection(), 0)))


def rehearse(house, ada, row, message):
    return house.call("federation.rehearse", by=ada, connection_id=row["id"], material=message)


def test_a_rehearsal_says_who_would_come_and_which_rules_are_kept(house, ada):
    row = connect(house, ada)
    said = begin(house).said()
    view = rehearse(house, ada, row, form(right(said), None)["SAMLResponse"]).json
    assert (view["outcome"], view["email"], view["name"]) == ("created", "ada@example.com", "Ada Lovelace")
    assert {one["step"] for one in view["checks"]} >= {"signature", "audience", "recipient", "time", "issuer"}
    assert all(one["is_well"] for one in view["checks"])
    alone = rehearse(house, ada, row, raw(signed(assertion(said))).decode()).json
    assert alone["outcome"] == "created"


def test_a_rehearsal_shows_the_rules_that_are_broken(house, ada):
    row = connect(house, ada)
    said = begin(house).said(audience="https://other.example", end=clock.now_ms() - 120_000)
    view = rehearse(house, ada, row, raw(right(said)).decode()).json
    assert {one["step"] for one in view["checks"] if not one["is_well"]} == {"audience", "time"}
    assert (view["outcome"], view["refusal"], view["subject"]) == ("refused", "not_proven", "ada-0001")
    stripped = rehearse(house, ada, row, raw(response(assertion(said), said=said)).decode()).json
    assert [one["step"] for one in stripped["checks"] if not one["is_well"]] == ["signature"]
    assert rehearse(house, ada, row, "<x/>").code == "VALIDATION_ERROR"
    assert rehearse(house, ada, row, "nothing at all").code == "VALIDATION_ERROR"


def test_a_connection_is_tried_out_by_its_certificates(house, ada):
    row = connect(house, ada)
    view = house.call("federation.try_connection", by=ada, id=row["id"]).json
    assert (view["is_well"], {one["step"] for one in view["steps"]}) == (True, {"address", "certificate"})
