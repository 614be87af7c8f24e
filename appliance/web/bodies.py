"""From bytes to shapes: query strings and JSON bodies. What cannot be read is 400, what is not right in it 422."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import orjson
import pydantic

from appliance.kernel.door import Signature
from appliance.kernel.page import PageAsk
from appliance.kernel.problem import BadRequest, UnsupportedMediaType, ValidationFailed
from appliance.kernel.shape import Shape
from appliance.web.problems import invalid

FORM = "application/x-www-form-urlencoded"
_LONG_NUMBER = re.compile(rb"[0-9]{19}")
_WIDEST = 2**63
_MOST_PARAMETERS = 200
_MALFORMED = ("json_invalid", "json_type")


def query_of(raw: str) -> Mapping[str, str]:
    """The query string as a mapping; a parameter given twice or badly encoded is a bad request."""
    if not raw:
        return {}
    try:
        pairs = parse_qsl(raw, keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except ValueError:  # UnicodeDecodeError is one
        raise BadRequest("The query string cannot be read") from None
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadRequest("A query parameter is given twice")
    if "\x00" in "".join(found.values()):
        raise BadRequest("A query parameter holds a NUL character")
    return found


def check_json_type(content_type: str) -> None:
    """Refuse what does not say that it is JSON in UTF-8."""
    media, _, parameters = content_type.partition(";")
    media = media.strip().lower()
    is_json = media == "application/json" or (media.startswith("application/") and media.endswith("+json"))
    charset = parameters.strip().lower().removeprefix("charset=").strip('"')
    if not is_json or charset not in ("", "utf-8", "utf8"):
        raise UnsupportedMediaType("Send the body as application/json")


def is_form(content_type: str) -> bool:
    """Whether a body says that it is a page's plain form."""
    return content_type.partition(";")[0].strip().lower() == "application/x-www-form-urlencoded"


def form_of(kind: type[Shape], raw: bytes) -> Shape:
    """A form's fields as a shape."""
    try:
        fields = query_of(raw.decode("ascii"))
    except UnicodeDecodeError:
        raise BadRequest("The form cannot be read") from None
    return validated(kind, orjson.dumps(fields))


def shape_of(kind: type[Shape], raw: bytes) -> Shape:
    """The body as a shape. Malformed JSON, or JSON that is no object, is a bad request."""
    raw = raw or b"{}"
    try:
        plain = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"The body is not JSON: line {error.lineno}, column {error.colno}") from None
    if not isinstance(plain, dict):
        raise BadRequest("The body must be a JSON object")
    if _LONG_NUMBER.search(raw):
        _check_numbers(plain, "")
    return validated(kind, raw)


def validated(kind: type[Shape], raw: bytes) -> Shape:
    """The shape, or the refusal that names each field."""
    try:
        return kind.model_validate_json(raw)
    except pydantic.ValidationError as error:
        if any(found["type"] in _MALFORMED for found in error.errors(include_url=False, include_input=False)):
            raise BadRequest("The body is not JSON, or nested too deeply") from None
        raise invalid(error) from None


def _check_numbers(value: Any, where: str) -> None:
    """No integer that the database cannot hold, and none that was silently made a float."""
    if isinstance(value, dict):
        for key, inner in value.items():
            _check_numbers(inner, f"{where}.{key}" if where else key)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            _check_numbers(inner, f"{where}.{index}")
    elif isinstance(value, int | float) and not -_WIDEST <= value < _WIDEST:
        raise ValidationFailed.of(where, "must be smaller than 2^63", "number_too_large")


def filter_and_page(said: Signature, query: Mapping[str, str]) -> tuple[Any, PageAsk | None]:
    """The filter and the page that a list is asked for."""
    page = PageAsk.of(query) if said.page is not None else None
    if said.filter is None:
        return None, page
    return said.filter.of(query), page
