"""Single sign-on before the real server: a provider is added, tried on paper, and offered on the sign-in page."""

import pytest

pytestmark = pytest.mark.browser


def add(ada, name):
    ada.go("/settings/sso")
    ada.page.get_by_role("button", name="Add a provider").first.click()
    box = ada.page.locator("dialog")
    box.get_by_label("Name on the sign-in page").fill(name)
    box.get_by_label("Issuer").fill("http://127.0.0.1:9")
    box.get_by_label("Client ID").fill("appliance")
    box.get_by_label("Client secret").fill("sekret-7")
    box.get_by_text("New people get an account").click()
    box.get_by_role("button", name="Create").click()
    assert ada.waits_for("dialog .copy input").input_value().endswith("/auth/oidc/callback")
    ada.page.get_by_role("button", name="Close").first.click()
    ada.waits_for(f".table tr:has-text('{name}')")


def test_a_provider_is_added_and_tried_on_paper(visit):
    ada = visit()
    ada.set_up()
    add(ada, "Our Keycloak")
    assert "sekret-7" not in ada.page.content()
    menu = ada.page.get_by_role("button", name="Actions for Our Keycloak")
    menu.click()
    ada.page.get_by_role("menuitem", name="Mapping").click()
    box = ada.page.locator("dialog")
    box.get_by_label("Values to roles").fill("boss = admin")
    box.get_by_label("Role", exact=False).first.fill("title")
    box.get_by_label("Try it").fill('{"sub": "1", "email": "n@x.example", "email_verified": true, "title": "boss"}')
    box.get_by_role("button", name="Show who would come in").click()
    assert "Gets a new account" in ada.waits_for("dialog [role=status]").inner_text()
    box.get_by_role("button", name="Save").click()
    ada.page.wait_for_selector("dialog", state="detached")
    menu.click()
    ada.page.get_by_role("menuitem", name="Test the connection").click()
    assert "Fails" in ada.waits_for("dialog .table").inner_text()


def test_the_sign_in_page_offers_it_and_says_why_somebody_is_not_in(visit):
    ada = visit()
    ada.set_up()
    add(ada, "Our Keycloak")
    ada.page.context.clear_cookies()
    ada.go("/signin")
    ada.page.get_by_role("link", name="Continue with Our Keycloak").click()
    alert = ada.waits_for("[role=alert]").inner_text()
    assert alert == "The provider did not answer as it should."
    assert "#" not in ada.page.url
    assert ada.page.get_by_label("E-mail").is_visible()


def test_a_directory_is_added_with_its_own_settings(visit):
    ada = visit()
    ada.set_up()
    ada.go("/settings/sso")
    ada.page.get_by_role("button", name="Add a provider").first.click()
    form = ada.page.locator("dialog")
    form.locator("select[name=kind]").select_option("ldap")
    for name, text in (
        ("host", "ldap.acme.test"),
        ("base", "dc=acme,dc=test"),
        ("bind_dn", "cn=reader"),
        ("bind_password", "x"),
    ):
        form.locator(f"[name={name}]").fill(text)
    form.locator("select[name=security]").select_option("starttls")
    form.get_by_role("button", name="Create").click()
    form.wait_for(state="detached")
    ada.waits_for(".table td.is-main")
