"""The chat widget in a real browser, on pages of other origins: a listed one talks, an unlisted one is refused."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=\"document.title='taken'\">"
CSP = "default-src 'none'; script-src {base}; connect-src {base}; style-src 'none'"


class Site:
    """Somebody's web site on a port of its own, with one page that embeds the widget."""

    def __init__(self, is_strict=False):
        site = self
        self.page, self.csp = "", ""

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                if site.csp:
                    self.send_header("Content-Security-Policy", site.csp)
                self.end_headers()
                self.wfile.write(site.page.encode())

            def log_message(self, *_):
                """Say nothing."""

        self.is_strict = is_strict
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def origin(self):
        return f"http://127.0.0.1:{self._server.server_port}"

    def embed(self, base, secret, more=""):
        if self.is_strict:
            self.csp = CSP.format(base=base)
        script = f'<script src="{base}/widget/chat-widget.js" data-api-key="{secret}" {more} defer></script>'
        self.page = f"<!doctype html><html lang=en><title>Shop</title><body><h1>Shop</h1>{script}</body></html>"

    def close(self):
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def sites():
    found = [Site(is_strict=True), Site()]
    yield found
    for site in found:
        site.close()


@pytest.fixture
def window(chromium):
    context = chromium.new_context(viewport={"width": 390, "height": 700})
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    yield page
    context.close()


@pytest.fixture
def secret(house, cleo, sites):
    agent = house.call("agents.create_agent", by=cleo, name="Desk").json["id"]
    bot = house.call("bots.create_bot", by=cleo, agent_id=agent, name=f"Desk {HOSTILE}", description=HOSTILE,
                     conversation_starters=["How long is it open?"]).json["id"]  # fmt: skip
    made = house.call("bots.create_key", by=cleo, id=bot, name="Shop", allowed_origins=[sites[0].origin])
    return made.json["secret"]


def base(house):
    return f"http://127.0.0.1:{house.port}"


def test_a_listed_page_talks_by_keyboard_alone_and_remembers(house, secret, sites, window):
    sites[0].embed(base(house), secret)
    window.goto(sites[0].origin)
    window.keyboard.press("Tab")
    window.keyboard.press("Enter")
    panel = window.get_by_role("dialog")
    panel.get_by_role("button", name="How long is it open?").wait_for()
    window.keyboard.type("When do you open?")
    window.keyboard.press("Enter")
    said = panel.locator(".said")
    said.nth(2).locator(".words:not(.dots)").wait_for()
    assert window.evaluate("sessionStorage.length") == 1
    assert said.nth(1).locator(".words").inner_text() == "When do you open?"
    answer = said.nth(2).locator(".words").inner_text()
    assert answer
    assert panel.locator("img").count() == 0
    assert (window.title(), HOSTILE in panel.inner_text()) == ("Shop", True)
    window.keyboard.press("Escape")
    assert not panel.is_visible()
    window.reload()
    window.get_by_role("button", name="Open chat").click()
    window.get_by_role("dialog").locator(".said .words", has_text="When do you open?").wait_for()
    assert window.errors == []


def test_an_unlisted_page_is_refused(house, secret, sites, window):
    sites[1].embed(base(house), secret, "data-open")
    window.goto(sites[1].origin)
    window.get_by_text("This chat is not available on this page.").wait_for()
    assert "bots" not in window.content()
    assert window.get_by_role("dialog").locator(".starters").count() == 0


def test_a_closed_organisation_is_closed_for_listed_pages_too(house, ada, secret, sites, window):
    assert house.call("orgs.change_organisation", by=ada, public_chat=False).status == 200
    sites[0].embed(base(house), secret, "data-open data-language=de")
    window.goto(sites[0].origin)
    window.get_by_text("Dieser Chat ist auf dieser Seite nicht verfügbar.").wait_for()


def test_messages_of_other_frames_and_origins_steer_nothing(house, secret, sites, window):
    sites[0].embed(base(house), secret)
    sites[1].page = "<script>parent.postMessage({type: 'appliance-chat', command: 'open'}, '*')</script>"
    sites[0].page = sites[0].page.replace("</body>", f"<iframe src='{sites[1].origin}'></iframe></body>")
    sites[0].is_strict, sites[0].csp = False, ""
    window.goto(sites[0].origin)
    window.evaluate("window.heard = 0; addEventListener('message', () => { window.heard += 1 })")
    frame = next(one for one in window.frames if one.url.startswith(sites[1].origin))
    frame.evaluate("parent.postMessage({type: 'appliance-chat', command: 'open'}, '*')")
    window.wait_for_function("window.heard > 0")
    assert not window.get_by_role("dialog").is_visible()
    window.evaluate("window.postMessage({type: 'appliance-chat', command: 'open'}, location.origin)")
    window.get_by_role("dialog").wait_for()


def test_the_script_comes_from_us_with_nothing_else(house):
    found = house.get("/widget/chat-widget.js")
    assert found.headers["content-type"] == "text/javascript; charset=utf-8"
    assert found.headers["cross-origin-resource-policy"] == "cross-origin"
    text = found.body.decode()
    assert not [word for word in ("innerHTML", "insertAdjacentHTML", "document.write", "eval(", "http://") if
                word in text.replace("http://www.w3.org/2000/svg", "")]  # fmt: skip
