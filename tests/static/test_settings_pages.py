"""The pages of mail, registration, invitations, seats, Nextcloud, networks and the organisation, by keyboard."""

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def ada(visit):
    visitor = visit()
    visitor.set_up()
    return visitor


def reach(visitor, name, most=80):
    """Go on with Tab until the focus stands on what is called so."""
    for _ in range(most):
        visitor.page.keyboard.press("Tab")
        if name in visitor.page.evaluate("document.activeElement.innerText || document.activeElement.name || ''"):
            return
    raise AssertionError(f"Tab never comes to {name}")


def press(visitor, name):
    reach(visitor, name)
    visitor.page.keyboard.press("Enter")


def focused(visitor):
    return visitor.page.evaluate(
        "document.activeElement.innerText || document.activeElement.getAttribute('aria-label')"
    )


def test_without_a_mail_server_the_page_says_so(ada):
    ada.go("/settings/mail")
    assert "No mail server" in ada.waits_for(".notice").inner_text()
    ada.waits_for(".empty")


def test_registration_is_opened_and_somebody_is_let_in(ada, visit):
    ada.go("/settings/registration")
    ada.waits_for("input[value=waitlist]")
    ada.page.locator("input[value=open]").focus()
    ada.page.keyboard.press("Tab")
    ada.page.keyboard.press("Space")
    press(ada, "Save")
    ada.waits_for(".toast")
    gus = visit()
    gus.go("/signup")
    gus.page.get_by_label("Name").fill("Gus")
    gus.page.get_by_label("E-mail").fill("gus@acme.example")
    gus.page.locator("input[name=password]").fill("nine green pears")
    gus.page.keyboard.press("Enter")
    gus.page.get_by_text("An administrator will look at it").wait_for()
    ada.waits_for(".table:has-text('gus@acme.example')")
    press(ada, "Let in")
    ada.page.locator(".table:has-text('gus@acme.example')").wait_for(state="detached")


def test_closed_registration_says_so(ada, visit):
    gus = visit()
    gus.go("/signup")
    gus.page.get_by_text("Registration is closed").wait_for()


def test_an_invitation_is_renewed_and_withdrawn(ada):
    ada.go("/settings/people")
    ada.waits_for(".table")
    press(ada, "Invite")
    ada.waits_for("dialog input:focus")
    ada.page.keyboard.type("ben@acme.example")
    ada.page.keyboard.press("Enter")
    first = ada.waits_for("dialog .copy input").input_value()
    ada.page.keyboard.press("Escape")
    ada.page.locator("dialog").wait_for(state="detached")
    assert "Invite" in focused(ada), "the focus is given back"
    ada.page.locator(".segments input").first.focus()
    ada.page.keyboard.press("ArrowRight")
    menu = ada.page.get_by_role("button", name="Actions for ben")
    menu.press("Enter")
    ada.waits_for("[role=menuitem]:focus")
    ada.page.keyboard.press("Enter")
    assert ada.waits_for("dialog .copy input").input_value() != first
    ada.page.keyboard.press("Escape")
    ada.page.locator("dialog").wait_for(state="detached")
    menu.press("Enter")
    ada.waits_for("[role=menuitem]:focus")
    ada.page.keyboard.press("ArrowDown")
    ada.page.keyboard.press("Enter")
    ada.waits_for(".empty")


def test_seats_have_names(ada):
    ada.go("/settings/license")
    ada.page.locator("section", has_text="Seats").get_by_text("ada@acme.example").wait_for()


def test_a_secret_for_a_nextcloud_is_shown_once(ada):
    ada.go("/settings/nextcloud")
    ada.waits_for(".consent-text")
    press(ada, "Pair a Nextcloud")
    ada.waits_for("dialog .copy >> nth=1")
    ada.page.keyboard.press("Escape")
    ada.page.locator("dialog").wait_for(state="detached")
    assert "Pair a Nextcloud" in focused(ada)


def test_networks_are_kept_and_nonsense_is_refused(ada):
    ada.go("/settings/security")
    ada.waits_for("textarea")
    reach(ada, "networks")
    ada.page.keyboard.type("somewhere")
    press(ada, "Save")
    assert ada.waits_for(".field-error").inner_text().startswith("must be an address or a network")
    ada.page.locator("textarea").fill("10.0.0.0/8")
    press(ada, "Save")
    ada.waits_for(".toast")


def test_the_public_chat_has_three_states(ada):
    ada.go("/settings/organisation")
    choice = ada.page.locator("select[name=public_chat]")
    choice.wait_for()
    assert choice.input_value() == ""
    choice.select_option("false")
    press(ada, "Save")
    ada.waits_for(".toast")
    ada.go("/settings/organisation")
    choice.wait_for()
    assert choice.input_value() == "false"


def test_a_key_is_bound_to_a_network(ada):
    ada.go("/settings/keys")
    press(ada, "New API key")
    ada.waits_for("dialog input:focus")
    ada.page.keyboard.type("Laptop")
    reach(ada, "allowed_addresses")
    ada.page.keyboard.type("10.0.0.0/8")
    press(ada, "Create")
    ada.waits_for("dialog .copy")
    press(ada, "I have saved it")
    assert "Only from 10.0.0.0/8" in ada.waits_for(".table td.is-main").inner_text()
