"""`/client.js`: the page's map from an endpoint's name to its address, so that no page spells a URL."""

import re
from collections.abc import Iterable

import orjson

from appliance.kernel.door import Endpoint

_PARAM = re.compile(r"\{(\w+):\w+\}")


def client_module(endpoints: Iterable[Endpoint], base_path: str) -> bytes:
    """An ES module with `endpoints`: name to method, path, whether it takes an Idempotency-Key, and mode."""
    told = {
        endpoint.key: {
            "method": endpoint.method,
            "path": base_path + plain_path(endpoint.path),
            "once": endpoint.once,
            "mode": endpoint.mode.value,
        }
        for endpoint in endpoints
    }
    return b"export const endpoints = " + orjson.dumps(told, option=orjson.OPT_SORT_KEYS) + b";\n"


def plain_path(path: str) -> str:
    """`/api/notes/{id:not}` as `/api/notes/{id}`."""
    return _PARAM.sub(r"{\1}", path)
