"""Numbers of headings and lists in OpenDocument texts."""

import pytest
from parse_samples import zipped

NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
)


def odt(body, styles=""):
    return zipped({
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content {NAMES}><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>",
        "styles.xml": f"<office:document-styles {NAMES}><office:styles>{styles}</office:styles></office:document-styles>",
    })  # fmt: skip


def level(at, form, more="", kind="list-level-style-number"):
    return f'<text:{kind} text:level="{at}" style:num-format="{form}" {more}/>'


def listed(style, *items, more=""):
    inner = "".join(f"<text:list-item>{item}</text:list-item>" for item in items)
    return f'<text:list text:style-name="{style}" {more}>{inner}</text:list>'


def p(text):
    return f"<text:p>{text}</text:p>"


def h(text, at):
    return f'<text:h text:outline-level="{at}">{text}</text:h>'


STEPS = (
    '<text:list-style style:name="L">'
    + level(1, "1", 'style:num-suffix="."')
    + level(2, "a", 'style:num-prefix="(" style:num-suffix=")"')
    + '<text:list-level-style-bullet text:level="3"/></text:list-style>'
)


def lines(parse, body, styles=STEPS):
    return [line for line in parse(odt(body, styles), "a.odt").text.split("\n") if line]


def test_items_are_numbered_by_the_style_of_the_outermost_list(parse):
    inner = listed("", p("in"), p("in too") + listed("", p("dot"))).replace(' text:style-name=""', "")
    assert lines(parse, listed("L", p("one") + p("goes on"), p("two") + inner, p("three"))) == [
        "1. one", "goes on", "2. two", "(a) in", "(b) in too", "- dot", "3. three",
    ]  # fmt: skip


def test_a_list_begins_anew_or_goes_on(parse):
    body = (
        listed("L", p("a"), p("b")) + listed("L", p("c")) + listed("L", p("d"), more='text:continue-numbering="true"')
    )
    assert lines(parse, body) == ["1. a", "2. b", "1. c", "2. d"]


def test_an_item_may_say_its_number(parse):
    body = listed("L", p("a"), p("b")).replace("<text:list-item>", '<text:list-item text:start-value="7">', 1)
    assert lines(parse, body) == ["7. a", "8. b"]


@pytest.mark.parametrize(
    "body", [listed("unknown", p("a")), f"<text:list><text:list-item>{p('a')}</text:list-item></text:list>"]
)
def test_a_list_without_numbers_has_dashes(parse, body):
    assert lines(parse, body) == ["- a"]


def test_headings_carry_the_numbers_of_the_outline(parse):
    outline = "".join(
        level(at, "1" if at < 3 else "", f'text:display-levels="{at}"', "outline-level-style") for at in (1, 2, 3)
    )
    body = h("Leave", 1) + h("Sick", 2) + h("Unpaid", 2) + h("deep", 3) + h("Pay", 1) + h("When", 2)
    parsed = parse(odt(body, f"<text:outline-style>{outline}</text:outline-style>"), "a.odt")
    assert [one.text for one in parsed.headings] == ["1 Leave", "1.1 Sick", "1.2 Unpaid", "deep", "2 Pay", "2.1 When"]


def test_nonsense_costs_no_text(parse):
    wild = (
        '<text:list-style style:name="L">'
        + level("x", "1", 'text:start-value="-9"')
        + level(1, "?")
        + "</text:list-style>"
    )
    assert [line[-1] for line in lines(parse, listed("L", p("a"), p("b")) + h("c", 99), wild)] == ["a", "b", "c"]
