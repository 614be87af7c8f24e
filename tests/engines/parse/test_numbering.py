"""Numbers that stand nowhere in a document's text are written where a reader sees them."""

import pytest
from parse_samples import W, docx, paragraph


def levels(*forms):
    return "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>{more}</w:lvl>'
        for at, (form, text, more) in enumerate(forms)
    )


def numbering(abstract, *nums):
    return (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{abstract}</w:abstractNum>{"".join(nums)}</w:numbering>'
    )


def num(number, change=""):
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="0"/>{change}</w:num>'


def item(text, number, level=0):
    place = f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
    return f"<w:p>{place}<w:r><w:t>{text}</w:t></w:r></w:p>"


OUTLINE = levels(("decimal", "%1.", ""), ("decimal", "%1.%2", ""), ("lowerLetter", "(%3)", ""))


def lines(parse, body, **parts):
    return [line for line in parse(docx(body, **parts), "a.docx").text.split("\n") if line]


def test_levels_count_and_begin_anew_below_the_next(parse):
    body = item("one", 1) + item("in", 1, 1) + item("deep", 1, 2) + item("in", 1, 1) + item("two", 1) + item("in", 1, 1)
    assert lines(parse, body, numbering=numbering(OUTLINE, num(1))) == [
        "1. one", "1.1 in", "(a) deep", "1.2 in", "2. two", "2.1 in",
    ]  # fmt: skip


def test_a_second_list_goes_on_or_begins_where_it_is_told(parse):
    told = num(2, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>')
    body = item("a", 1) + item("b", 3) + item("c", 2) + item("d", 2)
    assert lines(parse, body, numbering=numbering(OUTLINE, num(1), told, num(3))) == ["1. a", "2. b", "7. c", "8. d"]


def test_headings_are_numbered_by_their_styles(parse):
    styles = (
        f'<w:styles {W}><w:style w:styleId="H1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        '</w:pPr></w:style><w:style w:styleId="H2"><w:name w:val="heading 2"/><w:basedOn w:val="H1"/><w:pPr><w:numPr>'
        '<w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="H2"/></w:style></w:styles>'
    )
    body = paragraph("Leave", "H1") + paragraph("Sick leave", "H2") + paragraph("Unpaid", "Own") + paragraph("text")
    parsed = parse(docx(body, numbering=numbering(OUTLINE, num(1)), styles=styles), "a.docx")
    assert [(one.level, one.text) for one in parsed.headings][:2] == [(1, "1. Leave"), (2, "1.1 Sick leave")]
    assert parsed.text.endswith("1.2 Unpaid\n\ntext")


def test_a_style_finds_the_level_that_names_it(parse):
    linked = levels(("decimal", "%1", ""), ("upperRoman", "%1-%2", '<w:pStyle w:val="Sub"/>'))
    styles = (
        f'<w:styles {W}><w:style w:styleId="Sub"><w:name w:val="Sub"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        "</w:pPr></w:style></w:styles>"
    )
    body = item("one", 1) + paragraph("first", "Sub") + paragraph("second", "Sub")
    assert lines(parse, body, numbering=numbering(linked, num(1)), styles=styles) == [
        "1 one",
        "1-I first",
        "1-II second",
    ]


@pytest.mark.parametrize(
    ("form", "shown"),
    [("upperLetter", "D"), ("lowerRoman", "iv"), ("ordinal", "4th"), ("decimalZero", "04"), ("cardinalText", "4")],
)
def test_numbers_are_written_in_their_form(parse, form, shown):
    body = "".join(item("x", 1) for _ in range(4))
    assert lines(parse, body, numbering=numbering(levels((form, "%1)", "")), num(1)))[3] == f"{shown}) x"


def test_legal_numbering_writes_every_level_in_digits(parse):
    abstract = levels(("upperRoman", "%1", ""), ("lowerLetter", "%1.%2", "<w:isLgl/>"))
    body = item("a", 1) + item("b", 1, 1)
    assert lines(parse, body, numbering=numbering(abstract, num(1))) == ["I a", "1.1 b"]


def test_bullets_stay_dashes_and_no_list_is_none(parse):
    body = item("a", 1) + item("b", 0) + item("c", 9)
    assert lines(parse, body, numbering=numbering(levels(("bullet", "o", "")), num(1))) == ["- a", "b", "- c"]


def test_nonsense_in_the_numbering_costs_no_text(parse):
    wild = levels(("decimal", "%1", "")).replace('w:val="1"', 'w:val="99999999999"').replace('ilvl="0"', 'ilvl="x"')
    body = item("a", 1, 77) + item("b", "z") + item("c", 1, -3)
    found = lines(parse, body, numbering=numbering(wild, num(1)))
    assert [line[-1] for line in found] == ["a", "b", "c"]
