"""GitHub and Nextcloud by their documented wire: they have no ID token, their own resources say who somebody is."""

import base64

import pytest

from tests.rooms.identity.oauth.browsing import query_of, refusal
from tests.rooms.identity.oauth.conftest import SECRET


@pytest.fixture
def github(connect, hub):
    def add(**more):
        return connect("github", {"address": hub.url, "api": hub.url, **more.pop("settings", {})}, **more)

    return add


def come_back(browser, kind):
    asked = query_of(browser.depart(kind))
    return browser.get(f"/auth/{kind}/callback?code=abc&state={asked['state']}")


def test_github_signs_in_with_the_primary_verified_address(browser, hub, github):
    github()
    assert come_back(browser, "github").headers["location"] == "/"
    assert browser.me().json["email"] == "mona@peer.example"
    (form,) = [form for path, form, _ in hub.asked if path == "/login/oauth/access_token"]
    assert (form["client_id"], form["client_secret"], form["code"]) == ("appliance", SECRET, "abc")
    assert len(form["code_verifier"]) == 64
    assert {headers["authorization"] for path, _, headers in hub.asked if path.startswith("/user")} == {"Bearer gho_x"}


@pytest.mark.parametrize("emails", [
    [{"email": "mona@peer.example", "verified": False, "primary": True}, {"email": "x@peer.example", "verified": True}],
])  # fmt: skip
def test_github_addresses_that_are_not_proven_make_nobody(browser, hub, github, emails):
    github()
    hub.answers["/user/emails"] = emails
    assert refusal(come_back(browser, "github")) == "unverified_email"


def test_github_without_an_address_or_with_broken_answers_lets_nobody_in(browser, hub, github):
    github()
    hub.answers["/user/emails"] = []
    assert refusal(come_back(browser, "github")) == "no_email"
    hub.answers["/user"] = {"id": "1"}
    assert refusal(come_back(browser, "github")) == "provider"
    hub.answers["/login/oauth/access_token"] = {"error": "bad_verification_code"}
    assert refusal(come_back(browser, "github")) == "provider"


def test_github_members_of_the_organisation_alone(browser, hub, github):
    github(settings={"organisation": "ACME"})
    assert come_back(browser, "github").headers["location"] == "/"
    hub.answers["/user/orgs?per_page=100"] = [{"login": "others"}]
    assert refusal(come_back(browser, "github")) == "not_proven"


def test_whoever_renames_the_account_stays_the_same(browser, hub, github):
    github()
    come_back(browser, "github")
    first = browser.me().json["id"]
    hub.answers["/user"] |= {"login": "mona-the-cat", "name": "Mona L."}
    hub.answers["/user/emails"] = []
    come_back(browser, "github")
    assert (browser.me().json["id"], browser.me().json["name"]) == (first, "Mona L.")


def test_nextcloud_signs_in_with_name_and_groups(house, browser, hub, connect, ada):
    group = house.call("groups.create_group", by=ada, name="Lawyers").json["id"]
    connect(
        "nextcloud",
        {"address": hub.url},
        trusts_email=True,
        mapping={"same_names": True, "role_map": {"admin": "admin"}},
    )
    assert come_back(browser, "nextcloud").headers["location"] == "/"
    mine = browser.get("/auth/my-permissions").json
    assert (mine["role"], [one["id"] for one in mine["groups"]]) == ("admin", [group])
    (headers,) = [headers for path, _, headers in hub.asked if path.endswith("/token")]
    pair = base64.b64decode(headers["authorization"].removeprefix("Basic ")).decode()
    assert pair == "appliance:a%20peer%27s%20secret%2C%20with%20%3A%20and%20%25%20in%20it"
    (headers,) = [headers for path, _, headers in hub.asked if path.startswith("/ocs/")]
    assert headers["ocs-apirequest"] == "true"


def test_a_nextcloud_address_proves_nothing(browser, hub, connect, cleo):
    hub.answers["/ocs/v2.php/cloud/user?format=json"]["ocs"]["data"]["email"] = "cleo@example.com"
    connect("nextcloud", {"address": hub.url}, links_verified_email=True, trusts_email=True, domains=[])
    assert refusal(come_back(browser, "nextcloud")) == "unverified_email"
