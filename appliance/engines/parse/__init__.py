"""Reads documents: untrusted bytes in, normalised text with pages, headings and passages out.

The parsers run in a confined child only; importing this front loads none of their libraries.
"""

from typing import Final

from appliance.engines.parse.chunk import passages
from appliance.engines.parse.model import HeadingSpan, PageSpan, Parsed, ParseFailed, Passage, SandboxUnavailable, clean
from appliance.engines.parse.picture import WIDTHS as PICTURE_WIDTHS
from appliance.engines.parse.picture import Mark, Picture
from appliance.engines.parse.programs import Programs
from appliance.engines.parse.reader import Reader
from appliance.engines.parse.sandbox import Sandbox

PARSER: Final = 3
"""Counts up whenever some kind of document is read better than before: what older ones read can be read anew."""

__all__ = [
    "PARSER",
    "PICTURE_WIDTHS",
    "HeadingSpan",
    "Mark",
    "PageSpan",
    "ParseFailed",
    "Parsed",
    "Passage",
    "Picture",
    "Programs",
    "Reader",
    "Sandbox",
    "SandboxUnavailable",
    "clean",
    "passages",
]
