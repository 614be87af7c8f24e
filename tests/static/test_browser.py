"""The page in Debian's chromium before the real server: the main journey, the keyboard, and texts that attack."""

from urllib.parse import quote

import pytest

from tests.static.conftest import PASSWORD
from tests.static.payloads import CANARY, LINKS, MARKUP, PICTURES

pytestmark = pytest.mark.browser

FACT = "The blue pump in hall three is serviced every 400 hours by the night shift."
MANUAL = (
    "# Pumps \N{WRENCH}\n\n" + "Read this first. \N{GRINNING FACE} " * 40 + f"\n\n{FACT}\n\nNothing else is known.\n"
)
DRAW = """async (texts) => {
  const { render, h } = await import("preact");
  const { Markdown } = await import("app/parts/markdown.js");
  const box = document.createElement("div");
  document.body.append(box);
  render(h("div", null, texts.map((text) => h(Markdown, { text }))), box);
  await new Promise((done) => setTimeout(done, 200));
  const tags = [...new Set([...box.querySelectorAll("*")].map((node) => node.localName))];
  const links = [...box.querySelectorAll("a")].map((node) => [node.protocol, node.rel]);
  const handlers = [...box.querySelectorAll("*")].flatMap((node) => node.getAttributeNames()).filter((name) => name.startsWith("on"));
  return { tags, links, handlers, title: document.title };
}"""
PROSE = {
    "div", "p", "ul", "ol", "li", "h3", "h4", "h5", "h6", "pre", "code", "blockquote", "hr", "br", "a", "span",
    "table", "thead", "tbody", "tr", "th", "td", "strong", "em", "del",
}  # fmt: skip


def test_the_first_hour(visit):
    """Set up, add a document, find it, ask about it, and land on the very words the answer stands on."""
    ada = visit()
    ada.set_up_by_hand()
    ada.make_base("Machines")
    ada.upload("pumps.md", MANUAL)

    ada.page.keyboard.press("/")
    ada.page.keyboard.type("blue pump")
    ada.page.keyboard.press("Enter")
    assert ada.waits_for(".hit mark").inner_text() == "blue"

    ada.go("/chat")
    ada.waits_for(".composer textarea:focus")
    ada.page.keyboard.type("How often is the blue pump serviced?")
    ada.page.keyboard.press("Enter")
    ada.waits_for(".sources")
    assert "400 hours" in ada.page.locator(".answer").inner_text()

    ada.page.locator("button.cite").first.click()
    marked = ada.waits_for(".sheet mark")
    assert marked.inner_text().strip() in FACT
    assert "400 hours" in marked.inner_text()
    box = marked.bounding_box()
    assert 0 < box["y"] < 800


def test_closing_the_passage_gives_the_focus_back_to_its_mark(visit):
    ada = visit()
    ada.set_up()
    ada.make_base("Machines")
    ada.upload("pumps.md", MANUAL)
    ada.go("/chat")
    ada.waits_for(".composer textarea:focus")
    ada.page.keyboard.type("How often is the blue pump serviced?")
    ada.page.keyboard.press("Enter")
    ada.waits_for(".sources")
    ada.page.locator("button.cite").first.focus()
    ada.page.keyboard.press("Enter")
    ada.waits_for(".viewer-text:focus")
    ada.page.keyboard.press("Escape")
    ada.waits_for("button.cite:focus")
    assert ada.page.locator(".viewer").count() == 0


def test_a_conversation_outlives_a_reload(visit):
    ada = visit()
    ada.set_up()
    ada.page.keyboard.type("Is anybody there?")
    ada.page.keyboard.press("Enter")
    ada.waits_for(".turn.is-answer[aria-busy=false]")
    said = ada.page.locator(".answer").inner_text()
    ada.page.reload()
    ada.waits_for(".turn.is-answer[aria-busy=false]")
    assert ada.page.locator(".question").inner_text() == "Is anybody there?"
    assert ada.page.locator(".answer").inner_text() == said


@pytest.mark.parametrize("kind", ["markup", "links", "pictures"])
def test_nothing_written_by_a_model_acts_or_calls_out(visit, kind):
    window = visit()
    window.go("/signin")
    window.waits_for("form")
    drawn = window.page.evaluate(DRAW, list({"markup": MARKUP, "links": LINKS, "pictures": PICTURES}[kind]))
    assert set(drawn["tags"]) <= PROSE
    assert drawn["handlers"] == []
    assert drawn["title"] != "hit"
    assert {protocol for protocol, _ in drawn["links"]} <= {"http:", "https:", "mailto:"}
    assert all("noopener" in rel for _, rel in drawn["links"])
    assert [url for url in window.seen.addresses if url.startswith(CANARY)] == []


def test_stored_names_are_text(visit):
    ada = visit()
    ada.set_up()
    name = "<img src=x onerror=\"document.title='hit'\"><b>bold</b>"
    ada.make_base(name)
    assert ada.page.locator("h1").inner_text() == name
    ada.go("/knowledge")
    assert ada.waits_for(".card h2").inner_text() == name
    assert ada.page.locator("main img, main b").count() == 0
    assert ada.page.title() != "hit"


def test_signing_out_leaves_nothing_behind(visit):
    ada = visit()
    ada.set_up()
    ada.go("/settings/account")
    ada.page.get_by_role("button", name="Sign out").click()
    ada.page.wait_for_url("**/signin")
    ada.waits_for("form")
    kept = ada.page.evaluate("[...Object.values({ ...localStorage }), ...Object.values({ ...sessionStorage })]")
    assert kept == []
    ada.page.go_back()
    ada.waits_for("input[type=password]")
    assert "Ada" not in ada.page.locator("body").inner_text()


def test_a_wrong_password_is_told_and_the_right_one_goes_where_one_wanted(visit):
    ada = visit()
    ada.set_up()
    ada.page.context.clear_cookies()
    ada.go("/settings/keys")
    ada.waits_for("form")
    for password in ("not this one at all", PASSWORD):
        ada.page.get_by_label("E-mail").fill("ada@acme.example")
        ada.page.locator("input[type=password]").fill(password)
        ada.page.keyboard.press("Enter")
        if password != PASSWORD:
            assert "not right" in ada.waits_for(".form-error").inner_text()
    ada.page.wait_for_url("**/settings/keys")


@pytest.mark.parametrize(
    "next_", ["//canary.example", "/\\canary.example", "https://canary.example", "javascript:alert(1)"]
)
def test_the_way_back_after_signing_in_stays_on_this_host(visit, next_):
    ada = visit()
    ada.set_up()
    ada.go("/signin?next=" + quote(next_, safe=""))
    ada.page.wait_for_url("**/chat")


def test_an_invited_person_comes_in_by_the_link_alone(visit):
    ada, ben = visit(), visit()
    ada.set_up()
    ada.go("/settings/people")
    ada.page.get_by_role("button", name="Invite").click()
    ada.page.locator("dialog").get_by_label("E-mail").fill("ben@acme.example")
    ada.page.locator("dialog").get_by_role("button", name="Invite").click()
    link = ada.waits_for("dialog .copy input").input_value()
    ben.go("/invite/" + link.rpartition("/")[2])
    ben.page.get_by_label("Name").fill("Ben")
    ben.page.locator("input[name=password]").fill("another good pass phrase")
    ben.page.get_by_role("button", name="Join").click()
    ben.waits_for(".composer textarea:focus")
    ben.go("/settings/people")
    assert "administrators" in ben.waits_for(".empty").inner_text()


@pytest.mark.parametrize("path", ["/chat", "/knowledge", "/agents/new", "/settings/account", "/settings/health"])
def test_a_narrow_window_scrolls_in_one_direction_only(visit, path):
    ada = visit(viewport={"width": 360, "height": 700})
    ada.set_up()
    ada.go(path)
    ada.waits_for("main h1")
    wide = "[document.documentElement.scrollWidth, document.querySelector('main').scrollWidth]"
    assert max(ada.page.evaluate(wide)) <= 360


def test_the_language_of_the_browser_is_spoken(visit):
    window = visit(locale="de-DE")
    window.go("/setup")
    assert window.waits_for("h1").inner_text() == "Willkommen"
    window.page.get_by_role("button", name="English").click()
    window.waits_for("h1:has-text('Welcome')")
    assert window.page.evaluate("document.documentElement.lang") == "en"


def test_the_first_tab_skips_to_the_content(visit):
    ada = visit()
    ada.set_up()
    ada.go("/knowledge")
    ada.waits_for(".empty")
    ada.page.evaluate("document.activeElement.blur()")
    ada.page.keyboard.press("Tab")
    assert ada.page.evaluate("document.activeElement.className") == "skip"
    ada.page.keyboard.press("Enter")
    assert ada.page.evaluate("document.activeElement.id") == "main"


def test_a_file_may_be_let_go_anywhere_on_the_page(visit):
    ada = visit()
    ada.set_up()
    ada.make_base("Notes")
    ada.page.evaluate(
        """() => { const held = new DataTransfer(); held.items.add(new File(["The dog barks at noon."], "dog.txt"));
        for (const name of ["dragenter", "dragover", "drop"]) document.querySelector("h1").dispatchEvent(
          new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer: held })); }"""
    )
    assert "dog.txt" in ada.waits_for(".table tr:has(.badge.is-good)").inner_text()


@pytest.mark.settings(public_url="http://127.0.0.1/house")
def test_the_appliance_may_lie_under_a_path(visit):
    ada = visit()
    ada.base += "/house"
    ada.set_up()
    assert ada.page.url == f"{ada.base}/chat"
    ada.page.get_by_role("link", name="Knowledge").click()
    ada.waits_for(".empty")
    assert ada.page.url == f"{ada.base}/knowledge"
    assert [url for url in ada.seen.addresses if not url.startswith((ada.base, "data:"))] == []
