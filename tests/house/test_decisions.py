"""The decision about access itself, as a table: what `test_access.py` computes from must be right on its own."""

import pytest

from appliance.kernel import access
from appliance.kernel.actor import NOBODY, Actor, Credential, Role


def actor(role, credential=Credential.SESSION, **more):
    return Actor("usr_x", "org_x", role, credential=credential, **more)


ACTORS = {
    "operator": actor(Role.ADMIN, is_operator=True),
    "admin": actor(Role.ADMIN),
    "editor": actor(Role.EDITOR),
    "viewer": actor(Role.VIEWER),
    "jwt": actor(Role.EDITOR, Credential.JWT),
    "token": actor(Role.EDITOR, Credential.PAT),
    "full key": actor(Role.EDITOR, Credential.KEY),
    "reading key": actor(Role.EDITOR, Credential.KEY, is_read_only=True),
    "ci key": actor(Role.ADMIN, Credential.KEY, scopes=frozenset({"ci", "ci:deploy"})),
    "service admin": actor(Role.ADMIN, Credential.SERVICE, kind="service"),
    "limited": actor(Role.EDITOR, Credential.SERVICE, kind="service", is_limited=True),
    "bot": Actor("bot_x", "org_x", credential=Credential.BOT),
    "deployment": Actor("dep_x", "org_x", credential=Credential.DEPLOY),
    "internal": Actor("internal", "", kind="system", credential=Credential.INTERNAL),
    "nobody": NOBODY,
}
COLUMNS = tuple(ACTORS)
TABLE = {
    # operator admin editor viewer jwt token full reading ci service limited bot deploy internal nobody
    ("PUBLIC", "GET"): (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    ("SIGNED", "POST"): (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    ("LIMITED", "GET"): (0, 0, 0, 0, 0, 0, 0, 0, 403, 0, 0, 401, 401, 401, 401),
    ("LIMITED", "POST"): (0, 0, 0, 0, 0, 0, 0, 403, 403, 0, 0, 401, 401, 401, 401),
    ("VIEWER", "GET"): (0, 0, 0, 0, 0, 0, 0, 0, 403, 0, 403, 401, 401, 401, 401),
    ("VIEWER", "DELETE"): (0, 0, 0, 0, 0, 0, 0, 403, 403, 0, 403, 401, 401, 401, 401),
    ("EDITOR", "GET"): (0, 0, 0, 403, 0, 0, 0, 0, 403, 0, 403, 401, 401, 401, 401),
    ("EDITOR", "POST"): (0, 0, 0, 403, 0, 0, 0, 403, 403, 0, 403, 401, 401, 401, 401),
    ("ADMIN", "GET"): (0, 0, 403, 403, 403, 403, 403, 403, 403, 0, 403, 401, 401, 401, 401),
    ("ADMIN", "PUT"): (0, 0, 403, 403, 403, 403, 403, 403, 403, 0, 403, 401, 401, 401, 401),
    ("OPERATOR", "POST"): (0, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 401, 401, 401, 401),
    ("BOT", "POST"): (401, 401, 401, 401, 401, 401, 401, 401, 401, 401, 401, 0, 401, 401, 401),
    ("DEPLOY", "POST"): (401, 401, 401, 401, 401, 401, 401, 401, 401, 401, 401, 401, 0, 401, 401),
    ("INTERNAL", "GET"): (404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 0, 404),
    ("ci:deploy", "POST"): (403, 403, 403, 403, 403, 403, 403, 403, 0, 403, 403, 401, 401, 401, 401),
    ("ci:status", "GET"): (403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 401, 401, 401, 401),
}  # fmt: skip


def word_of(word):
    return access.ci(word) if word.startswith("ci:") else getattr(access, word)


@pytest.mark.parametrize(("word", "method"), TABLE)
def test_each_word_admits_whom_the_contract_says(word, method):
    found = tuple(
        problem.status if (problem := access.refusal(word_of(word), one, method)) else 0 for one in ACTORS.values()
    )
    assert dict(zip(COLUMNS, found, strict=True)) == dict(zip(COLUMNS, TABLE[word, method], strict=True))


def test_a_reading_key_may_post_what_only_reads():
    reading = ACTORS["reading key"]
    assert access.refusal(access.VIEWER, reading, "POST", reads_only=True) is None
    assert access.refusal(access.ADMIN, reading, "POST", reads_only=True).status == 403


def test_every_word_is_in_the_table():
    words = {one.word for one in vars(access).values() if isinstance(one, access.Access)}
    assert {word_of(word).word for word, _ in TABLE} - {"CI"} == words
