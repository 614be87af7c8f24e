"""Formulas of Word documents and slides on one line."""

import pytest
from parse_samples import docx

M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def r(text):
    return f"<m:r><m:t>{text}</m:t></m:r>"


def of(name, **parts):
    inner = "".join(f"<m:{key}>{value}</m:{key}>" for key, value in parts.items())
    return f"<m:{name}>{inner}</m:{name}>"


SQUARE = of("sSup", e=r("a"), sup=r("2"))
SUM = f'<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>{r("i=1")}</m:sub><m:sup>{r("n")}</m:sup><m:e>{r("i")}</m:e></m:nary>'
PAIR = f'<m:d><m:dPr><m:begChr m:val="["/><m:sepChr m:val=","/><m:endChr m:val=""/></m:dPr><m:e>{r("a")}</m:e><m:e>{r("b")}</m:e></m:d>'
ROWS = "".join(f"<m:mr><m:e>{r(a)}</m:e><m:e>{r(b)}</m:e></m:mr>" for a, b in ("ab", "cd"))


@pytest.mark.parametrize(
    ("formula", "typed"),
    [
        (f"{SQUARE}{r('=c')}", "a^2=c"),
        (of("sSub", e=r("x"), sub=r("i+1")), "x_(i+1)"),
        (of("sSubSup", e=r("x"), sub=r("1"), sup=r("2")), "x_1^2"),
        (of("f", num=r("b+c"), den=r("2")), "(b+c)/2"),
        (of("rad", deg="", e=of("f", num=r("1"), den=r("3"))), "√(1/3)"),
        (SUM, "∑_(i=1)^n i"),
        (of("nary", sub=r("0"), sup=r("1"), e=r("x")), "∫_0^1 x"),
        (of("d", e=r("a+b")), "(a+b)"),
        (PAIR, "[a,b"),
        (of("func", fName=r("log"), e=r("x")), "log x"),
        (of("limLow", e=r("lim"), lim=r("n→∞")), "lim_(n→∞)"),
        (f"<m:m>{ROWS}</m:m>", "a, b; c, d"),
        (f"<m:eqArr><m:e>{r('a=1')}</m:e><m:e>{r('b=2')}</m:e></m:eqArr>", "a=1; b=2"),
        ("<m:f/><m:rad/>", "/√()"),
    ],
)
def test_a_formula_is_read_as_it_would_be_typed(parse, formula, typed):
    body = f"<w:p><w:r><w:t xml:space='preserve'>so </w:t></w:r><m:oMath {M}>{formula}</m:oMath><w:r><w:t>.</w:t></w:r></w:p>"
    assert parse(docx(body), "a.docx").text == f"so {typed}."


def test_a_formula_in_a_line_of_its_own_is_a_block(parse):
    body = f"<w:p><m:oMathPara {M}><m:oMath>{SQUARE}</m:oMath></m:oMathPara></w:p>"
    assert parse(docx(body), "a.docx").text == "a^2"


def test_formulas_within_formulas_are_read_as_deep_as_xml_goes(parse):
    deep = "<m:d><m:e>" * 120 + r("x") + "</m:e></m:d>" * 120
    body = f"<w:p><m:oMath {M}>{deep}</m:oMath></w:p>"
    assert parse(docx(body), "a.docx").text == "(" * 120 + "x" + ")" * 120
