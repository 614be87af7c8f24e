"""Reads documents: untrusted bytes in, normalised text with pages, headings and passages out.

The parsers run in a confined child only; importing this front loads none of their libraries.
"""

from appliance.engines.parse.chunk import passages
from appliance.engines.parse.model import HeadingSpan, PageSpan, Parsed, ParseFailed, Passage, SandboxUnavailable, clean
from appliance.engines.parse.sandbox import Sandbox

__all__ = [
    "HeadingSpan",
    "PageSpan",
    "ParseFailed",
    "Parsed",
    "Passage",
    "Sandbox",
    "SandboxUnavailable",
    "clean",
    "passages",
]
