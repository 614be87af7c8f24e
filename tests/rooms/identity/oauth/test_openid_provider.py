"""Signing in at a certified OpenID provider, over HTTP and through its own forms."""

import pytest

from tests.rooms.identity.oauth.browsing import Browser, query_of, refusal

SETTINGS = {
    "oidc": lambda url: {"issuer": f"{url}/plain", "scopes": ["openid", "profile", "email", "groups"]},
    "google": lambda url: {"issuer": f"{url}/google", "hosted_domain": "peer.example", "hosts": []},
    "microsoft": lambda url: {"address": url, "tenant": "contoso", "hosts": []},
}


@pytest.mark.parametrize("kind", SETTINGS)
def test_somebody_new_signs_in_and_comes_back_as_the_same(house, provider, connect, browser, kind):
    made = connect(kind, SETTINGS[kind](provider))
    reply = browser.sign_in(kind, "nina", next="/documents")
    assert (reply.status, reply.headers["location"]) == (303, "/documents")
    me = browser.me().json
    assert (me["email"], me["name"], me["role"]) == ("nina@peer.example", "Nina Northwind", "editor")
    assert not [name for name in browser.cookies if name.startswith("appliance_flow")]
    again = Browser(house)
    again.sign_in(kind, "nina", connection=made["id"])
    assert again.me().json["id"] == me["id"]


def test_the_way_there_says_what_it_has_to(house, provider, connect, browser):
    connect("oidc", SETTINGS["oidc"](provider))
    asked = query_of(browser.depart("oidc"))
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == "http://appliance.test/auth/oidc/callback"
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    assert min(len(asked["state"]), len(asked["nonce"])) >= 43
    line = house.get("/auth/oidc/login").cookies
    assert all("HttpOnly" in one and "SameSite=Lax" in one and "Max-Age=600" in one for one in line.values())
    assert asked["state"] not in " ".join(line.values())


def test_a_flow_is_finished_by_the_browser_that_began_it_alone(house, provider, connect, browser):
    connect("oidc", SETTINGS["oidc"](provider))
    back = browser.at_provider(browser.depart("oidc"), "nina")
    victim = Browser(house)
    assert refusal(victim.arrive(back)) == "not_ours"
    victim.depart("oidc")  # having a flow of one's own does not help
    assert refusal(victim.arrive(back)) == "not_ours"
    assert victim.me().status == 401


def test_a_flow_works_once(house, provider, connect, browser):
    connect("oidc", SETTINGS["oidc"](provider))
    back = browser.at_provider(browser.depart("oidc"), "nina")
    kept = dict(browser.cookies)
    assert browser.arrive(back).headers["location"] == "/"
    copy = Browser(house, kept)
    assert refusal(copy.arrive(back)) == "replayed"
    assert copy.me().status == 401


def test_a_code_works_once_and_with_its_own_verifier_alone(house, provider, connect, browser):
    connect("oidc", SETTINGS["oidc"](provider))
    code = query_of(browser.at_provider(browser.depart("oidc"), "nina"))["code"]
    other = Browser(house)
    state = query_of(other.depart("oidc"))["state"]
    assert refusal(other.get(f"/auth/oidc/callback?code={code}&state={state}")) == "not_proven"  # no iss: RFC 9207
    state = query_of(other.depart("oidc"))["state"]
    issuer = f"{provider}/plain"
    assert refusal(other.get(f"/auth/oidc/callback?code={code}&state={state}&iss={issuer}")) == "provider"


def test_an_address_that_is_not_proven_opens_nobodys_account(house, provider, connect, browser, cleo):
    connect("oidc", SETTINGS["oidc"](provider), links_verified_email=True, trusts_email=True, domains=[])
    assert refusal(browser.sign_in("oidc", "mallory")) == "unverified_email"
    assert browser.me().status == 401


@pytest.mark.parametrize(
    ("kind", "links", "answer"), [("oidc", False, "email_taken"), ("oidc", True, ""), ("microsoft", True, "")]
)
def test_a_proven_address_leads_to_its_account_only_where_the_connection_says_so(
    provider, connect, browser, cleo, kind, links, answer
):
    connect(kind, SETTINGS[kind](provider), links_verified_email=links)
    reply = browser.sign_in(kind, "cleo")
    if answer:
        assert refusal(reply) == answer
    else:
        assert browser.me().json["id"] == cleo.id


def test_whoever_is_of_another_domain_is_refused(house, provider, connect, browser):
    connect("google", SETTINGS["google"](provider))
    assert refusal(browser.sign_in("google", "otto")) == "not_proven"
    connect("oidc", SETTINGS["oidc"](provider))
    assert refusal(browser.sign_in("oidc", "otto")) == "domain"


def test_groups_and_role_come_from_claims_at_each_sign_in(house, provider, connect, browser, people, ada):
    group = house.call("groups.create_group", by=ada, name="Lawyers").json["id"]
    mapping = {"same_names": True, "role": "roles.appliance", "role_map": {"boss": "admin"}}
    made = connect("oidc", SETTINGS["oidc"](provider), mapping=mapping)
    browser.sign_in("oidc", "nina")
    mine = browser.get("/auth/my-permissions").json
    assert (mine["role"], [one["id"] for one in mine["groups"]]) == ("admin", [group])
    other = people.group_ids[ada.org_id]
    house.call("users.add_members", by=ada, id=other, user_ids=[mine["user_id"]])
    house.call(
        "federation.change_connection",
        by=ada,
        id=made["id"],
        mapping={"group_map": {"staff": other}, "role_map": {"x": "admin"}},
    )
    browser.sign_in("oidc", "nina")
    mine = browser.get("/auth/my-permissions").json
    assert (mine["role"], [one["id"] for one in mine["groups"]]) == ("editor", [other])


def test_a_suspended_person_stays_out(house, provider, connect, browser, ada):
    connect("oidc", SETTINGS["oidc"](provider))
    browser.sign_in("oidc", "nina")
    house.call("users.change_user", by=ada, id=browser.me().json["id"], active=False)
    assert refusal(browser.sign_in("oidc", "nina")) == "suspended"


def test_where_it_goes_afterwards_is_a_place_of_this_house(house, provider, connect, browser):
    connect("oidc", SETTINGS["oidc"](provider))
    for bad in ("https://evil.example/", "//evil.example", "/\\evil.example", "/%0d%0aX: y\r\n", "javascript:alert(1)"):
        assert browser.sign_in("oidc", "nina", next=bad).headers["location"] in ("/", "/%0d%0aX: y"), bad


def test_the_test_of_a_connection_asks_the_provider(house, provider, connect, ada):
    made = connect("oidc", SETTINGS["oidc"](provider))
    told = house.call("federation.try_connection", by=ada, id=made["id"]).json
    assert (told["is_well"], [one["step"] for one in told["steps"]]) == (True, ["discovery", "keys"])
