"""The page's own parsers, run by the browser that will run them."""

import pytest

from tests.static.conftest import windows

pytestmark = pytest.mark.browser

EVENTS = "id: m:1\nevent: start\ndata: {}\n\n: quiet\n\nid: m:2\r\nevent: token\r\ndata: a\r\ndata: b\r\n\r\ndata: c\n\nid: m:3\n"


@pytest.fixture(scope="module")
def page(chromium, one_house):
    """The sign-in page, loaded once: parsers keep nothing."""
    with windows(chromium, one_house) as visit:
        window = visit()
        window.go("/signin")
        window.waits_for("form")
        yield window.page


@pytest.fixture
def modules(page):
    """Runs an expression of the page with a list of values."""
    return lambda expression, *given: page.evaluate(expression, list(given))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_events_are_the_same_however_they_are_cut(modules, size):
    pieces = [EVENTS[at : at + size] for at in range(0, len(EVENTS), size)]
    found = modules(
        """async (pieces) => { const { parser } = await import("app/house/stream.js"); const feed = parser();
        return pieces.flatMap((piece) => feed(piece)); }""",
        *pieces,
    )
    assert [(one["id"], one["event"], one["data"]) for one in found] == [
        ("m:1", "start", "{}"), ("m:2", "token", "a\nb"), ("m:2", "message", "c"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["plain", "a\N{WRENCH}b\N{GRINNING FACE}c", "\N{GRINNING FACE}" * 5, "e\u0301\u00e9\u6f22"]
)
def test_code_points_are_cut_as_the_server_counts_them(modules, text):
    script = """async ([text, start, end]) => { const { cut } = await import("app/house/codepoints.js");
      return cut(text, start, end); }"""
    for start in range(len(text) + 1):
        for end in range(start, len(text) + 1):
            assert modules(script, text, start, end) == [text[:start], text[start:end], text[end:]]


def test_snippets_show_their_entities_and_nothing_else_acts(modules):
    shown = modules(
        """async ([text]) => { const { render, h } = await import("preact"); const { Snippet } = await import("app/parts/snippet.js");
        const box = document.createElement("div"); render(h(Snippet, { text }), box);
        return [box.textContent, [...box.querySelectorAll("*")].map((node) => node.localName)]; }""",
        "a &lt;b&gt; &amp;lt; <mark>h&#39;t</mark> <script>x</script> &quot;",
    )
    assert shown == ["a <b> &lt; h't <script>x</script> \"", ["span", "mark"]]


@pytest.mark.parametrize(
    "text", ["*" * 20000, "[" * 20000, "`a" * 8000, "> " * 4000, "- " * 4000, "**a " * 4000, "![" * 9000]
)
def test_no_text_keeps_the_markdown_parser_busy(modules, text):
    took = modules(
        """async ([text]) => { const { blocks } = await import("app/parts/markdown-blocks.js");
        const start = performance.now(); blocks(text); return performance.now() - start; }""",
        text,
    )
    assert took < 3000
