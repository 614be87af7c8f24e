"""A real browser before a real appliance. Everything that it asks for is written down."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PASSWORD = "horse battery staple"


@dataclass
class Seen:
    """What a page asked for and what went wrong in it."""

    addresses: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass
class Visitor:
    """A window of the browser at the appliance's address."""

    page: Any
    base: str
    seen: Seen

    def go(self, path: str) -> None:
        self.page.goto(self.base + path)

    def waits_for(self, selector: str) -> Any:
        return self.page.wait_for_selector(selector)

    def set_up(self) -> None:
        """Be the first administrator, and stand before an empty conversation."""
        facts = {"name": "Ada Lovelace", "email": "ada@acme.example", "password": PASSWORD}
        assert self.page.context.request.post(f"{self.base}/auth/setup", data=facts).status == 201
        self.go("/")
        self.waits_for(".composer textarea:focus")

    def set_up_by_hand(self) -> None:
        """The same by the page's own form."""
        self.go("/")
        self.page.get_by_label("Name").fill("Ada Lovelace")
        self.page.get_by_label("E-mail").fill("ada@acme.example")
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.get_by_role("button", name="Create administrator").click()
        self.waits_for(".composer textarea:focus")

    def make_base(self, name: str) -> None:
        self.go("/knowledge")
        self.page.get_by_role("button", name="New knowledge base").click()
        self.page.locator("dialog").get_by_label("Name").fill(name)
        self.page.keyboard.press("Enter")
        self.waits_for(".dropzone")

    def upload(self, name: str, text: str) -> None:
        """Put a file into the open base and wait until search finds it."""
        file = {"name": name, "mimeType": "text/markdown", "buffer": text.encode()}
        self.page.set_input_files("input[type=file]:not([webkitdirectory])", [file])
        self.waits_for(f".table tr:has-text('{name}') .badge.is-good")


@pytest.fixture(scope="package")
def browsers() -> Iterator[Callable[[], Any]]:
    """Gives the browser: one for all files, and another once it is gone."""
    if not CHROMIUM.exists():
        pytest.skip("needs Debian's chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started: list[Any] = []

        def browser() -> Any:
            if not started or not started[-1].is_connected():
                started.append(playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET)))
            return started[-1]

        yield browser
        for one in started:
            one.close()


@pytest.fixture(scope="module")
def chromium(browsers: Callable[[], Any]) -> Any:
    return browsers()


@pytest.fixture
def visit(chromium: Any, house: Any) -> Iterator[Callable[..., Visitor]]:
    """Opens windows; fails the test when one asked another host for something or threw an error."""
    with windows(chromium, house) as open_window:
        yield open_window


@contextmanager
def windows(chromium: Any, house: Any) -> Iterator[Callable[..., Visitor]]:
    """What opens windows before a house, and looks at the end what they asked for."""
    opened: list[tuple[Any, Seen]] = []
    name = urlsplit(house.config.public_url).hostname or "127.0.0.1"
    base = f"http://{name}:{house.port}"

    def open_window(**more: Any) -> Visitor:
        options = {"viewport": {"width": 1280, "height": 800}, "locale": "en-GB"} | more
        context, seen = chromium.new_context(**options), Seen()
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("request", lambda request: seen.addresses.append(request.url))
        page.on("pageerror", lambda error: seen.errors.append(str(error)))
        page.on("console", lambda said: seen.errors.append(said.text) if "Content Security" in said.text else None)
        opened.append((context, seen))
        return Visitor(page, base, seen)

    yield open_window
    for context, seen in opened:
        context.close()
        assert [url for url in seen.addresses if not url.startswith((base, "data:", "blob:"))] == []
        assert seen.errors == []
