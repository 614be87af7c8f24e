"""What RFC 9112 asks of a request's head and the framework lets pass."""

import re
from typing import Any

from appliance.kernel.problem import BadRequest

_SPACED_NAME = re.compile(rb"\r\n(?:[ \t]|[^:\r\n]*[ \t]+:)")


def check(request: Any) -> None:
    """Refuse a missing or doubled Host, spaces around a header's name, folded lines and bare line feeds."""
    headers, head = request.headers, request.head
    if "host" not in headers and request.version == "1.1":
        raise BadRequest("The Host header is missing")
    ends = head.count(b"\r\n")
    if head.count(b"\n") != ends or head.count(b"\r") != ends or b"\x00" in head:
        raise BadRequest("The request's head is malformed")
    if (b" :" in head or b"\t:" in head or b"\r\n " in head or b"\r\n\t" in head) and _SPACED_NAME.search(head):
        raise BadRequest("The request's head is malformed")
    if len(headers.getall("host", ())) > 1:
        raise BadRequest("One Host at a time")
