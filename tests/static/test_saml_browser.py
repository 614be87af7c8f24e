"""A real browser between the appliance and a foreign SAML provider on another site: cookies as browsers hold them."""

import dataclasses
import socket

import pytest

from tests.rooms.identity import people
from tests.rooms.identity.saml_peer import connect, installed, running

pytestmark = [pytest.mark.browser, installed]


@pytest.fixture
def config(config):
    """A port that is known beforehand: the address of the appliance is in its metadata."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return dataclasses.replace(config, port=free.getsockname()[1])


@pytest.fixture
def provider(tmp_path):
    """The provider under another name of this machine: another site to a browser."""
    with running(tmp_path, host="localhost") as address:
        yield address


@pytest.mark.parametrize("binding", ["redirect", "post"])
def test_a_browser_comes_back_with_its_cookie_on_the_second_step(chromium, house, provider, binding):
    connect(house, people.set_up(house), provider, "message", binding=binding)
    context = chromium.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.partition("?")[0].rpartition("/")[2]))
    page.goto(f"http://127.0.0.1:{house.port}/auth/saml/login?next=/knowledge")
    page.wait_for_url("**/sso*")
    page.evaluate("document.forms[0].submit()")
    page.wait_for_url("**/knowledge")
    assert context.request.get(f"http://127.0.0.1:{house.port}/auth/user").json()["name"] == "Ada Löwe"
    assert asked.index("finish") == asked.index("acs") + 1, "the form came without the cookie, the navigation with it"
    context.close()
