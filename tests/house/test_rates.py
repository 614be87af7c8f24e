"""Every endpoint's budget holds: with the clock held, what is over it is 429 and says when to come back."""

import pytest

from appliance.kernel import clock, rate
from appliance.web.limits import BURST
from tests.house.declared import BY_KEY, ENDPOINTS, KEYS
from tests.samples import Ask, address, strangers

FACTOR = 0.05
TAKES_A_SECRET = {
    "signin.setup", "signin.admin_login", "signin.invitation", "signin.accept_invitation", "signin.change_password",
    "signin.mfa_verify", "signin.confirm", "signin.pickup", "signup.sign_up", "signup.pending_signup",
    "recovery.forgot_password", "recovery.reset_password", "signup.confirm_signup", "addresses.change_email",
    "addresses.confirm_email", "mail.send_test", "passkeys.ask_sign_in", "passkeys.sign_in",
    "passkeys.ask_second_step", "passkeys.second_step", "passkeys.ask_confirmation", "passkeys.confirm",
    "oauth.google_login", "oauth.google_callback", "oauth.microsoft_login", "oauth.microsoft_callback", "oauth.github_login",
    "oauth.github_callback", "oauth.nextcloud_login", "oauth.nextcloud_callback", "oauth.oidc_login", "oauth.oidc_callback",
    "saml.acs", "saml.finish", "connector.bootstrap",
}  # fmt: skip


def cheap(endpoint):
    """A call that is counted and does nothing: ids of nothing, an empty body."""
    given = strangers(endpoint)
    headers = {"Content-Type": "application/json"} if endpoint.body else {}
    return Ask(endpoint, address(endpoint, given), given, raw=b"[]" if endpoint.body else None, headers=headers)


def caller(town, endpoint):
    """A key, because it has no session to end; nobody for open doors."""
    return town.people.nobody if endpoint.access.word in ("PUBLIC", "SIGNED") else town.people.kim


@pytest.mark.parametrize("key", KEYS)
def test_what_is_over_the_budget_is_refused(acme, key):
    endpoint, ask = BY_KEY[key], cheap(BY_KEY[key])
    by = caller(acme, endpoint)
    allowed = int(endpoint.rate.per_minute * FACTOR * BURST)
    with clock.held() as hands, acme.limited(FACTOR):
        for left in reversed(range(allowed)):
            reply = acme.send(ask, by)
            assert reply.status != 429
            assert (reply.headers["ratelimit-limit"], reply.headers["ratelimit-remaining"]) == (str(allowed), str(left))
        refused = acme.send(ask, by)
        assert (refused.status, refused.code, refused.headers["ratelimit-remaining"]) == (429, "RATE_LIMITED", "0")
        wait = int(refused.headers["retry-after"])
        assert 0 < wait <= int(refused.headers["ratelimit-reset"])
        hands.advance(wait * clock.SECOND)
        assert acme.send(ask, by).status != 429


def test_budgets_are_apart_and_everybodys_own(acme):
    general, agents = cheap(BY_KEY["signin.me"]), cheap(BY_KEY["agents.list_agents"])
    with clock.held(), acme.limited(FACTOR):
        while acme.send(general, acme.people.dan).status != 429:
            pass
        assert acme.send(agents, acme.people.dan).status == 200
        assert acme.send(general, acme.people.cleo).status == 200


def test_refused_calls_of_nobody_cost_nothing_of_anybody(acme):
    me = cheap(BY_KEY["signin.me"])
    with clock.held(), acme.limited(FACTOR):
        assert {acme.send(me, acme.people.rex).status for _ in range(100)} == {401}
        assert acme.send(me, acme.people.kim).status == 200


def test_the_named_budgets_are_the_contracts():
    budgets = {one.name: one.per_minute for one in vars(rate).values() if isinstance(one, rate.Budget)}
    assert budgets == {
        "auth": 30, "chat": 60, "agents": 120, "knowledge": 60, "webhook": 600, "general": 300, "key": 60, "mcp": 100,
    }  # fmt: skip


def test_auth_counts_only_what_takes_a_secret():
    assert {one.key for one in ENDPOINTS if one.rate is rate.AUTH} == TAKES_A_SECRET


def test_rooms_use_their_own_budget():
    for one in ENDPOINTS:
        if one.path.startswith("/api/chat"):
            assert one.rate is rate.CHAT, one.key
        if one.path.startswith("/api/agents"):
            assert one.rate is rate.AGENTS, one.key
        if one.mode == "upload" or (one.path.startswith("/api/ingestion") and one.method == "POST"):
            assert one.rate is rate.KNOWLEDGE, one.key
