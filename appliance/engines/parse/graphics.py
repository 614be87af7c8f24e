"""The words of charts and diagrams in Office documents, which lie in parts of their own (ECMA-376-1, 21.2 and 21.4)."""

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from appliance.engines.parse.archive import Archive
from appliance.engines.parse.equation import linear
from appliance.engines.parse.markup import linked, local, parse_xml
from appliance.engines.parse.model import ParseFailed

_LONG: Final = re.compile(r"-?\d{1,15}\.\d{12,20}")
Relations = dict[str, tuple[str, str]]


def texts(archive: Archive, element: etree._Element, relations: Relations) -> Iterator[str]:
    """One text for each chart and diagram that stands in the element; what is missing or damaged has none."""
    for found in element.iter("{*}chart", "{*}relIds"):
        is_chart = local(found) == "chart"
        path = relations.get(linked(found, "id" if is_chart else "dm") or "", ("", ""))[1]
        part = readable(archive, path)
        if part is not None:
            yield _chart(part) if is_chart else "\n".join(_points(part))


def readable(archive: Archive, path: str) -> etree._Element | None:
    """A part beside the text; None where it is missing or damaged, which costs the text nothing."""
    try:
        return parse_xml(archive.read(path)) if archive.has(path) else None
    except ParseFailed:
        return None


def _points(diagram: etree._Element) -> Iterator[str]:
    """The words of a diagram's points, in their order."""
    for point in diagram.iterfind("{*}ptLst/{*}pt"):
        text = " ".join(paragraphs(point))
        if text:
            yield text


def _chart(chart: etree._Element) -> str:
    """Titles, then each series with its name and points."""
    lines = [text for title in chart.iter("{*}title") for text in paragraphs(title) or _values(title).values()]
    for series in chart.iter("{*}ser"):
        name = " ".join(v.text or "" for v in series.iterfind("{*}tx//{*}v"))
        labels = _first(series, "cat", "xVal")
        values = _first(series, "val", "yVal")
        points = [f"{labels[at]}: {value}" if at in labels else value for at, value in values.items()]
        lines.append(f"{name}: " + "; ".join(points) if labels else " ".join([name, *points]))
    return "\n".join(lines)


def _first(series: etree._Element, *names: str) -> dict[str, str]:
    return next((_values(found) for name in names for found in series.iterfind(f"{{*}}{name}")), {})


def _values(element: etree._Element) -> dict[str, str]:
    """What is kept of the cells that a chart shows, by their index: cells without a value are missing (21.2.2.24).

    Of several levels of labels the first counts, which lies next to the points.
    """
    level = next(element.iter("{*}lvl"), element)
    points = level.iter("{*}pt")
    return {point.get("idx") or "0": _number(point.findtext("{*}v") or "") for point in points} or {
        str(at): _number(value.text or "") for at, value in enumerate(level.iter("{*}v"))
    }


def _number(text: str) -> str:
    """A figure without the digits that only its binary form has; anything else as it is."""
    if not _LONG.fullmatch(text):
        return text
    return format(float(text), ".15g")


def paragraphs(element: etree._Element) -> list[str]:
    """The paragraphs of drawn text that hold any."""
    found = ("".join(_pieces(paragraph)).strip() for paragraph in element.iter("{*}p"))
    return [text for text in found if text]


def _pieces(paragraph: etree._Element) -> Iterator[str]:
    for part in paragraph.iter("{*}t", "{*}br", "{*}oMath"):
        if local(part) == "oMath":
            yield linear(part)
        elif local(part) == "br":
            yield "\n"
        elif not str(part.tag).endswith("/math}t"):
            yield part.text or ""
