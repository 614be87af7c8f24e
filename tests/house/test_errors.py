"""Whatever is sent, the answer is a refusal in the one shape, in the one order, and never a failure of ours."""

import base64
import itertools
from dataclasses import replace

import orjson
import pytest
from pydantic import ValidationError

from appliance.kernel.ids import new_id
from tests.house.declared import BY_KEY, ENDPOINTS, KEYS, keys_of
from tests.samples import Ask, address, strangers

BODIES = keys_of(lambda one: one.body is not None)
QUERIES = keys_of(lambda one: one.signature.filter is not None or one.is_paged)
DEEP = 100_000
MALFORMED = {
    "cut off": b'{"name": "x"', "no JSON": b"name=x", "an array": b"[]", "a string": b'"x"', "a number": b"7",
    "null": b"null", "not UTF-8": b'{"name": "\xff\xfe"}', "UTF-16": '{"name": "x"}'.encode("utf-16"),
    "a comment": b'{"name": "x" /* */}', "not a number": b'{"name": NaN}', "two values": b"{} {}",
    "deep arrays": b'{"name": ' + b"[" * DEEP + b"]" * DEEP + b"}",
    "deep objects": b'{"name":' * DEEP + b"1" + b"}" * DEEP, "a NUL byte": b'{"name": "\x00"}',
    "a lone surrogate": b'{"name": "\\ud800"}', "a byte order mark": b"\xef\xbb\xbf{}",
}  # fmt: skip
JSON = {"Content-Type": "application/json"}
NOT_JSON = ("text/plain", "application/xml", "multipart/form-data; boundary=x", "application/json; charset=latin-1", "")
ODD = (None, True, 7, -1, 1.5, 2**53, 2**63, 10**30, 1e308, "", "x" * 30_000, [], [None], [[]], {}, {"a": {}}, ["x"])
UNSTORABLE = ("\x00", "nul\x00inside")


def refused(reply, *statuses):
    """Whether it is a refusal of one of these statuses (any, without) in the one shape."""
    assert reply.error["message"]
    assert reply.status in statuses if statuses else 400 <= reply.status < 500, reply.body
    return True


@pytest.mark.parametrize("key", BODIES)
def test_bodies_that_cannot_be_read_are_bad_requests(acme, key):
    ada = acme.usual(BY_KEY[key])
    ask = acme.ask(BY_KEY[key], ada)
    before = acme.rows()
    for what, raw in MALFORMED.items():
        reply = acme.send(replace(ask, body=None, raw=raw, headers={**ask.headers, **JSON}), ada)
        assert refused(reply, 400, 422), what
    assert acme.rows() == before


def _texts_beyond(body):
    """Each text field of a body with a text that is one character too short or too long for it."""
    for name, told in body.model_json_schema().get("properties", {}).items():
        for one in (told, *told.get("anyOf", ())):
            if one.get("type") == "string" and "maxLength" in one:
                yield name, "x" * (one["maxLength"] + 1)
            if one.get("type") == "string" and one.get("minLength"):
                yield name, ""


@pytest.mark.parametrize("key", BODIES)
def test_a_text_of_the_wrong_length_is_told_in_characters(key):
    body = BY_KEY[key].body
    for name, text in _texts_beyond(body):
        with pytest.raises(ValidationError) as refusal:
            body.model_validate({name: text})
        said = [one["msg"] for one in refusal.value.errors() if "item" in one["msg"]]
        assert not said, said


@pytest.mark.parametrize("key", BODIES)
def test_other_media_types_are_not_taken(acme, key):
    ada = acme.usual(BY_KEY[key])
    ask = acme.ask(BY_KEY[key], ada)
    before = acme.rows()
    for media_type in NOT_JSON:
        assert refused(acme.send(ask, ada, headers={"Content-Type": media_type}), 415), media_type
    assert acme.rows() == before


@pytest.mark.parametrize("key", BODIES)
def test_odd_values_never_break_anything(acme, key):
    endpoint, ada = BY_KEY[key], acme.usual(BY_KEY[key])
    ask = acme.ask(endpoint, ada)
    for name, value in itertools.product(endpoint.body.model_fields, ODD):
        reply = acme.send(ask.with_body(**{name: value}), ada)
        assert reply.status < 500, (name, value, reply.body)
        if reply.status == 422 and reply.error["details"]:
            assert {frozenset(one) for one in reply.error["details"]["fields"]} == {
                frozenset({"field", "message", "type"})
            }
        if reply.status in (204, 401):  # it went through, and its thing may be gone
            acme.reset()
            ask = acme.ask(endpoint, ada)


@pytest.mark.parametrize("key", BODIES)
def test_text_that_cannot_be_stored_is_refused(acme, key):
    endpoint, ada = BY_KEY[key], acme.usual(BY_KEY[key])
    properties = endpoint.body.model_json_schema()["properties"]
    texts = [name for name, told in properties.items() if told.get("type") == "string" and "enum" not in told]
    ask = acme.ask(endpoint, ada)
    for name in texts:
        for value in UNSTORABLE:
            reply = acme.send(ask.with_body(**{name: value}), ada)
            assert reply.status < 300 or refused(reply), name  # or it is cleaned before it is kept
            assert not [row for rows in acme.rows().values() for row in rows for cell in row if "\x00" in str(cell)]
        raw = b'{"%s": "\\ud800"}' % name.encode()
        assert refused(acme.send(replace(ask, body=None, raw=raw, headers={**ask.headers, **JSON}), ada))


@pytest.mark.parametrize(
    "key", keys_of(lambda one: one.body is not None and one.body.model_json_schema().get("required"))
)
def test_an_empty_body_names_what_is_missing(acme, key):
    endpoint, ada = BY_KEY[key], acme.usual(BY_KEY[key])
    ask = acme.ask(endpoint, ada)
    for raw in (b"", b"{}"):
        reply = acme.send(replace(ask, body=None, raw=raw, headers={**ask.headers, **JSON}), ada)
        if endpoint.dialect is not None:
            assert refused(reply, 400)
            continue
        assert refused(reply, 422)
        named = {one["field"] for one in reply.error["details"]["fields"] if one["type"] == "missing"}
        assert named == set(endpoint.body.model_json_schema()["required"])


@pytest.mark.parametrize("key", keys_of(lambda one: one.mode == "upload"))
def test_uploads_that_cannot_be_read_leave_nothing(acme, key):
    ada = acme.usual(BY_KEY[key])
    ask = acme.ask(BY_KEY[key], ada)
    before, files = acme.rows(), sorted((acme.store.folder / "files").rglob("*"))
    cases = [
        (415, b"{}", "application/json"), (415, b"x", "text/plain"), (400, ask.raw, "multipart/form-data"),
        (400, ask.raw[:-12], "multipart/form-data; boundary=edge"),
        (400, ask.raw, "multipart/form-data; boundary=other"),
        (422, b"--edge--\r\n", "multipart/form-data; boundary=edge"),
        (422, ask.raw.replace(b'name="file"', b'name="other"'), "multipart/form-data; boundary=edge"),
        (422, ask.raw.replace(b"--edge--", b"") + ask.raw, "multipart/form-data; boundary=edge"),
    ]  # fmt: skip
    for status, raw, media_type in cases:
        reply = acme.send(replace(ask, raw=raw, headers={"Content-Type": media_type}), ada)
        assert refused(reply, status, 400), media_type
    assert acme.rows() == before
    assert sorted((acme.store.folder / "files").rglob("*")) == files


BAD_PAGES = (
    "limit=0", "limit=101", "limit=-1", "limit=x", "limit=", "limit=1.5", "limit=%D9%A1", "cursor=x", "cursor=%00",
    "cursor=e30", "cursor=WzFd", "sort=nothing", "sort=-", "sort=id;drop", "limit=1&limit=2",
)  # fmt: skip
CRAFTED = ([], [1], ["{}"], ["{}", 1], ["{}", 2**64 - 1, "x"], ["{}", "x", 2**64 - 1], ["{}", [], {}], ["{}", 1, 2, 3])
"""Cursors that look like ours; `{}` is the list's own order."""
BAD_QUERIES = ("nothing=1", "nothing__gte=1", "%FF=1", "x=%00", "created_at__between=1", "a=1&a=2")


@pytest.mark.parametrize("key", QUERIES)
def test_queries_that_cannot_be_read_are_bad_requests(acme, key):
    endpoint, ada = BY_KEY[key], acme.usual(BY_KEY[key])
    ask = acme.ask(endpoint, ada)
    before = acme.rows()
    for query in (*(BAD_PAGES if endpoint.is_paged else ()), *BAD_QUERIES):
        assert refused(acme.send(ask, ada, query=f"?{query}"), 400), query
    assert acme.rows() == before


@pytest.mark.parametrize("key", keys_of(lambda one: one.is_paged and one.signature.filter))
def test_crafted_cursors_never_break_anything(acme, key):
    endpoint, ada = BY_KEY[key], acme.usual(BY_KEY[key])
    ask = acme.ask(endpoint, ada)
    for sort in (endpoint.signature.filter.sorts[0], "-id"):
        for crafted in CRAFTED:
            plain = orjson.dumps(crafted).replace(b"{}", sort.encode())
            cursor = base64.urlsafe_b64encode(plain).decode().rstrip("=")
            reply = acme.send(ask, ada, query=f"?cursor={cursor}")
            assert reply.status == 200 or refused(reply, 400), plain


FILTER_VALUES = (
    "",
    "1",
    "-1",
    "true",
    "x",
    "x" * 3000,
    "2026-01-01T00:00:00Z",
    "9" * 30,
    "'",
    "%25_",
    "a,b",
    "%F0%9F%90%9D",
)


@pytest.mark.parametrize("key", keys_of(lambda one: one.is_paged and one.signature.filter))
def test_filters_never_break_anything(acme, key):
    endpoint, ada = BY_KEY[key], acme.usual(BY_KEY[key])
    ask = acme.ask(endpoint, ada)
    operators = ("", "__ne", "__gt", "__gte", "__lt", "__lte", "__in", "__contains", "__isnull")
    for name, operator in itertools.product(endpoint.signature.filter.model_fields, operators):
        for value in FILTER_VALUES:
            reply = acme.send(ask, ada, query=f"?{name}{operator}={value}")
            assert reply.status == 200 or refused(reply, 400), (name, operator, value)


@pytest.mark.parametrize("key", KEYS)
def test_refusals_come_in_the_one_order(acme, key):
    endpoint, people = BY_KEY[key], acme.people
    given = strangers(endpoint)
    bad = {"Content-Type": "application/json"}
    ask = Ask(endpoint, address(endpoint, given), given, raw=b"{" if endpoint.body else None, headers=bad)
    query = "?limit=0&nothing=1"
    if endpoint.access.word == "SIGNED":
        assert refused(acme.send(ask, people.nobody, query=query), 401), "nothing is signed"
        return
    if endpoint.access.word == "PUBLIC":
        assert acme.send(ask, people.nobody, query=query).status not in (401, 403)
        return
    if endpoint.access.word == "INTERNAL":  # without the secret there is nothing, whoever asks
        assert {acme.send(ask, one, query=query).status for one in (people.nobody, people.ada)} == {404}
        return
    assert refused(acme.send(ask, people.nobody, query=query), 401)
    if endpoint.method != "GET":
        assert acme.send(ask, people.dan.browser, query=query, headers={"X-CSRF-Token": "x"}).code == "CSRF_FAILED"
    if endpoint.access.word in ("EDITOR", "ADMIN", "OPERATOR"):
        assert refused(acme.send(ask, people.dan, query=query), 403)
    if endpoint.target is not None and endpoint.params:
        assert refused(acme.send(ask, acme.usual(endpoint), query=query), 404)
    elif endpoint.body is not None or key in QUERIES:
        assert refused(acme.send(ask, acme.usual(endpoint), query=query), 400)


def test_unknown_addresses_are_not_found(acme):
    for path in (
        "/api/nothing",
        "/api/agents/x/y/z",
        "/api/v1/nothing",
        "/auth/nothing",
        "/api//agents",
        "/api/%2e%2e/x",
    ):
        for method in ("GET", "POST", "DELETE"):
            reply = acme.driven.send(method, path)
            assert (reply.status, reply.code) == (404, "RESOURCE_NOT_FOUND"), path


@pytest.mark.parametrize("key", keys_of(lambda one: any(param.kind != "str" for param in one.params)))
def test_a_parameter_takes_ids_of_its_own_kind_only(acme, key):
    endpoint = BY_KEY[key]
    for param in endpoint.params:
        own = new_id(param.kind)
        others = (
            "x",
            own.upper(),
            own[:-1],
            own + "0",
            own + "%00",
            own + "%2F..",
            new_id("zzz"),
            "..%2f..",
            "%ff",
            own + "%20",
        )
        for path, other in itertools.product(endpoint.paths, others):
            given = strangers(endpoint)
            found = address(endpoint, given, path).replace(given[param.name], other)
            reply = acme.driven.send(endpoint.method, found, headers=acme.people.ada.headers)
            assert refused(reply, 404, 400, 405), (path, other)


def test_methods_that_are_not_taken_say_which_are(acme):
    by_address = {}
    for one in ENDPOINTS:
        for path in one.paths:
            by_address.setdefault(address(one, dict.fromkeys(strangers(one), "{}"), path), []).append((one, path))
    for found in by_address.values():
        one, path = found[0]
        taken = {each.method for each, _ in found}
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - taken:
            reply = acme.driven.send(method, address(one, strangers(one), path))
            assert (reply.status, reply.code) == (405, "METHOD_NOT_ALLOWED"), (method, path)
            allow = set(reply.headers["allow"].split(", "))
            assert allow - {"HEAD", "OPTIONS"} == taken, path


@pytest.mark.parametrize("key", keys_of(lambda one: one.method == "GET" and one.access.word != "INTERNAL"))
def test_a_head_is_the_get_without_its_body(acme, key):
    endpoint, ada = BY_KEY[key], acme.usual(BY_KEY[key])
    ask = acme.ask(endpoint, ada)
    reply = acme.driven.send("HEAD", ask.path, headers={**ada.headers, **ask.headers})
    assert (reply.status, reply.body) == (endpoint.status, b"")
    options = acme.driven.send("OPTIONS", ask.path)
    assert (options.status, "GET" in options.headers["allow"]) == (204, True)
