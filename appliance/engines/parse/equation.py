"""Formulas of Office documents on one line (ECMA-376-1, 22.1), as they would be typed: a^2, (a)/(b), √(x)."""

from lxml import etree

from appliance.engines.parse.markup import attribute, local


def linear(element: etree._Element) -> str:
    """The formula below an element; depth is that of the XML, which has a limit."""
    return "".join(_part(child) for child in element)


def _part(element: etree._Element) -> str:
    name = local(element)
    if name == "t":
        return element.text or ""
    if name == "del" or name.endswith("Pr"):
        return ""
    write = _FORMS.get(name)
    return write(element) if write else linear(element)


def _child(element: etree._Element, name: str) -> str:
    found = element.find(f"{{*}}{name}")
    return linear(found).strip() if found is not None else ""


def _group(text: str) -> str:
    """What is longer than a letter or a number stands in brackets, unless it already does."""
    if text.isalnum() or not text:
        return text
    return f"({text})"


def _scripts(element: etree._Element) -> str:
    below, above = _group(_child(element, "sub")), _group(_child(element, "sup"))
    return _child(element, "e") + (f"_{below}" if below else "") + (f"^{above}" if above else "")


def _fraction(element: etree._Element) -> str:
    return f"{_group(_child(element, 'num'))}/{_group(_child(element, 'den'))}"


def _root(element: etree._Element) -> str:
    return f"{_child(element, 'deg')}√({_child(element, 'e')})"


def _large(element: etree._Element) -> str:
    """A sum, a product or an integral (the default) with its limits."""
    sign = _said(element, "naryPr", "chr", "∫")
    below, above = _group(_child(element, "sub")), _group(_child(element, "sup"))
    return f"{sign}{f'_{below}' if below else ''}{f'^{above}' if above else ''} {_child(element, 'e')}"


def _brackets(element: etree._Element) -> str:
    between = _said(element, "dPr", "sepChr", "|")
    inner = between.join(linear(part).strip() for part in element.iterfind("{*}e"))
    return _said(element, "dPr", "begChr", "(") + inner + _said(element, "dPr", "endChr", ")")


def _function(element: etree._Element) -> str:
    return f"{_child(element, 'fName')} {_child(element, 'e')}"


def _limit(element: etree._Element) -> str:
    mark = "_" if local(element) == "limLow" else "^"
    return f"{_child(element, 'e')}{mark}{_group(_child(element, 'lim'))}"


def _matrix(element: etree._Element) -> str:
    return "; ".join(_row(row) for row in element.iterfind("{*}mr"))


def _row(element: etree._Element) -> str:
    return ", ".join(linear(part).strip() for part in element.iterfind("{*}e"))


def _lines(element: etree._Element) -> str:
    return "; ".join(linear(part).strip() for part in element.iterfind("{*}e"))


def _said(element: etree._Element, properties: str, name: str, usual: str) -> str:
    """A character that the properties name; an empty one means none."""
    found = element.find(f"{{*}}{properties}/{{*}}{name}")
    told = attribute(found, "val") if found is not None else usual
    return told or ""


_FORMS = {
    "sSup": _scripts, "sSub": _scripts, "sSubSup": _scripts, "f": _fraction, "rad": _root, "nary": _large,
    "d": _brackets, "func": _function, "limLow": _limit, "limUpp": _limit, "m": _matrix, "eqArr": _lines,
}  # fmt: skip
