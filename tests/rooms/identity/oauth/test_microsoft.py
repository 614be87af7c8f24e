"""Tenants of Entra: how they name themselves, and whose addresses are proven."""

import pytest

from tests.rooms.identity.oauth.browsing import query_of, refusal

TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47"
OTHER = "11111111-2222-4333-8444-555555555555"


@pytest.fixture
def entra(connect, issuer):
    def add(tenant, named, **claims):
        told = {"issuer": f"{issuer.url}/{named}/v2.0"}
        told |= {
            f"{one}_endpoint": f"{issuer.url}/{path}" for one, path in (("authorization", "auth"), ("token", "token"))
        }
        path = f"/{tenant}/v2.0/.well-known/openid-configuration"
        issuer.answers[path] = told | {"jwks_uri": f"{issuer.url}/jwks"}
        issuer.claims = {
            "iss": f"{issuer.url}/{TENANT}/v2.0",
            "tid": TENANT,
            "xms_edov": True,
            "email_verified": None,
        } | claims
        return connect("microsoft", {"address": issuer.url, "tenant": tenant, "hosts": []})

    return add


def come_back(browser, issuer):
    asked = query_of(browser.depart("microsoft"))
    issuer.nonce = asked["nonce"]
    return browser.get(f"/auth/microsoft/callback?code=abc&state={asked['state']}")


@pytest.mark.parametrize(("tenant", "named"), [
    (TENANT, TENANT), ("contoso.example", TENANT), ("organizations", "{tenantid}"), ("consumers", TENANT),
])  # fmt: skip
def test_a_tenant_is_named_by_its_id(browser, issuer, entra, tenant, named):
    entra(tenant, named)
    assert come_back(browser, issuer).headers["location"] == "/"


@pytest.mark.parametrize(("tenant", "named"), [
    (TENANT, OTHER), (TENANT, "{tenantid}"), ("contoso.example", "{tenantid}"), ("contoso.example", "evil/" + TENANT),
])  # fmt: skip
def test_a_tenant_that_calls_itself_another_is_refused(browser, issuer, entra, tenant, named):
    entra(tenant, named)
    assert refusal(browser.get("/auth/microsoft/login")) == "not_proven"


@pytest.mark.parametrize(
    "claims", [{"tid": OTHER}, {"tid": None}, {"tid": "../" + TENANT}, {"iss": "https://evil.example"}]
)
def test_the_token_is_of_the_tenant_that_it_names(browser, issuer, entra, claims):
    entra("organizations", "{tenantid}", **claims)
    assert refusal(come_back(browser, issuer)) == "not_proven"


@pytest.mark.parametrize("claims", [{"xms_edov": None}, {"xms_edov": False}, {"xms_edov": 0, "email_verified": True}])
def test_addresses_are_proven_by_xms_edov_alone(browser, issuer, entra, claims):
    entra(TENANT, TENANT, **claims)
    assert refusal(come_back(browser, issuer)) == "unverified_email"
