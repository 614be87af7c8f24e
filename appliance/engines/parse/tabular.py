"""CSV and TSV: every row becomes `header: value; ...`, so that it can be read and found alone."""

import csv
import re
from collections import Counter

from appliance.engines.parse.document import Document
from appliance.engines.parse.encoding import decode
from appliance.engines.parse.model import Parsed, ParseFailed, clean
from appliance.engines.parse.source import Source

_DELIMITERS = ",;\t|^~"
_TOLD = re.compile(r"\A\"?sep=(.)\"?\n")
_PROBE_LINES = 50
_FIELD = 1024 * 1024


def parse(source: Source) -> Parsed:
    """Raises ParseFailed corrupt for a field above 1 MB (a quote that is never closed)."""
    text = clean(decode(source.data, source.charset))
    told = _TOLD.match(text)
    text = text[told.end() :] if told else text
    delimiter = told[1] if told else "\t" if source.kind == "tsv" else sniff_delimiter(text)
    csv.field_size_limit(_FIELD)
    try:
        rows = list(
            csv.reader(text.split("\n") if '"' not in text else text.splitlines(keepends=True), delimiter=delimiter)
        )
    except csv.Error as error:
        raise ParseFailed("corrupt", "The table is damaged: a quoted field does not end.") from error
    document = Document(source.media_type)
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    first = next((at for at, row in enumerate(rows) if sum(bool(cell.strip()) for cell in row) > 1), 0)
    for row in rows[:first]:  # what stands above the table
        document.block(" ".join(row))
    document.rows(rows[first:])
    return document.finish()


def sniff_delimiter(text: str) -> str:
    """The delimiter that cuts the first lines into the most columns alike; a comma when none does."""
    lines = text[: 256 * _PROBE_LINES].split("\n")[:_PROBE_LINES]
    best, value = ",", 0.0
    for delimiter in _DELIMITERS:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if row)
        except csv.Error:
            continue
        width, times = widths.most_common(1)[0] if widths else (1, 0)
        score = (width - 1) ** 0.5 * times / max(1, sum(widths.values()))
        if score > value:
            best, value = delimiter, score
    return best
