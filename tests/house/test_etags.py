"""Reads carry an ETag, and whoever changes an old version is told so instead of undoing another's change."""

from dataclasses import replace

import pytest

from appliance.kernel.visit import Download, Stream, Text
from tests.house.declared import BY_KEY, keys_of

READS = keys_of(
    lambda one: (
        one.method == "GET"
        and one.signature.reply not in (Stream, Text)
        and not one.emits
        and one.access.word != "INTERNAL"
    )
)
CHANGES = keys_of(lambda one: one.method in ("PUT", "PATCH", "DELETE") and one.target is not None)
WITHOUT_A_TARGET = {
    "factors.remove", "signup.change_settings", "ingest.remove_ingested", "licensing.remove", "saml.remove_key",
    "networks.replace_networks", "consents.change_text", "consents.withdraw_consent", "quotas.change_quotas",
    "embedding.choose_embedding", "embedding.remove_embedding", "reranking.choose_reranking", "reranking.remove_reranking",
}  # fmt: skip
"""A caller's own, the one licence, key, list and text: nothing of ours was read before."""
MOVING = {
    "generations.estimate",
    "health.db",
    "health.health",
    "health.ready",
    "licensing.rehearse",
    "licensing.status",
    "signin.me",
}
"""Views of the present moment: the time, sizes or the last visit are in them."""


def reader_of(endpoint):
    """The GET at the same address, if there is one."""
    return next(iter(keys_of(lambda one: one.method == "GET" and one.path == endpoint.path)), None)


@pytest.mark.parametrize("key", READS)
def test_reads_carry_an_etag_and_know_it_again(acme, key):
    ada = acme.usual(BY_KEY[key])
    ask = acme.ask(BY_KEY[key], ada)
    first = acme.send(ask, ada)
    tag = first.headers["etag"]
    assert tag[0] == tag[-1] == '"'
    again = acme.send(ask, ada, headers={"If-None-Match": tag})
    if again.status == 304:
        assert (again.body, again.headers["etag"]) == (b"", tag)
    else:
        assert key in MOVING or again.body == first.body
        assert key in MOVING or "." in tag, "only versions of rows are answered in full"
    assert acme.send(ask, ada, headers={"If-None-Match": '"another"'}).status == 200


@pytest.mark.parametrize("key", CHANGES)
def test_a_lost_update_is_refused(acme, key):
    endpoint, ada = BY_KEY[key], acme.usual(BY_KEY[key])
    ask = acme.ask(endpoint, ada)
    before = acme.rows()
    last = ask.given[endpoint.params[-1].name] if endpoint.params else ada.org_id
    for old in (f'"{last}.0"', f'"{last}.99"', '"nonsense"', "nonsense", "", f'W/"{last}.0"'):
        reply = acme.send(ask, ada, headers={"If-Match": old})
        assert (reply.status, reply.code) == (412, "PRECONDITION_FAILED"), old
    assert acme.rows() == before


@pytest.mark.parametrize("key", CHANGES)
def test_the_version_that_was_read_may_be_changed(acme, key):
    endpoint, ada = BY_KEY[key], acme.usual(BY_KEY[key])
    ask = acme.ask(endpoint, ada)
    reader = reader_of(endpoint)
    read = replace(ask, endpoint=BY_KEY[reader or key], body=None)
    tag = acme.send(read, ada).headers["etag"] if reader else "*"
    first = acme.send(ask, ada, headers={"If-Match": tag})
    assert first.status == endpoint.status
    if endpoint.method == "PATCH" and reader is not None:
        assert first.headers["etag"] != tag, "a change is a new version"
        assert acme.send(ask, ada, headers={"If-Match": tag}).status == 412


def test_every_change_of_a_thing_has_a_target():
    silent = keys_of(lambda one: one.method in ("PUT", "PATCH", "DELETE") and one.target is None)
    assert set(silent) == WITHOUT_A_TARGET


def test_downloads_come_in_parts(acme):
    for key in keys_of(lambda one: one.signature.reply is Download):
        ada = acme.people.ada
        ask = acme.ask(BY_KEY[key], ada)
        whole = acme.send(ask, ada)
        part = acme.send(ask, ada, headers={"Range": "bytes=2-5"})
        assert (part.status, part.body) == (206, whole.body[2:6])
        assert part.headers["content-range"] == f"bytes 2-5/{len(whole.body)}"
        assert acme.send(ask, ada, headers={"Range": "bytes=9999-"}).status == 416
