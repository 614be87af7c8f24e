"""Origins of pages: scheme, host and port, as a browser sends them; never a pattern, never `null`."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from appliance.kernel.shape import Line

_MOST = 50
_PORTS = {"http": 80, "https": 443}


def _as_origin(text: str) -> str:
    try:
        parts = urlsplit(text.lower())
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if host is None or parts.scheme not in _PORTS or "*" in host or parts.username or parts.path.strip("/"):
        raise ValueError("must be an origin, for instance https://www.example.com")
    if parts.query or parts.fragment or not host.isascii():
        raise ValueError("must be an origin, for instance https://www.example.com")
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (f":{port}" if port and port != _PORTS[parts.scheme] else "")


Origin = Annotated[Line, AfterValidator(_as_origin)]
AllowedOrigins = Annotated[list[Origin], Field(max_length=_MOST)]
"""Up to 50 origins; none means no browser at all."""
