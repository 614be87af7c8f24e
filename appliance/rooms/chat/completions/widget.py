"""The drop-in chat widget: one script without dependencies, read once and served to other sites' pages."""

from pathlib import Path

from appliance.kernel.visit import Text

_SCRIPT = Path(__file__).parent / "chat-widget.js"
_HEADERS = {
    "cache-control": "public, max-age=300",
    "cross-origin-resource-policy": "cross-origin",
    "access-control-allow-origin": "*",
}

SCRIPT = Text(_SCRIPT.read_bytes(), "text/javascript; charset=utf-8", _HEADERS)
"""Any page may load it; what it may do there is decided by the key that the page gives it."""
