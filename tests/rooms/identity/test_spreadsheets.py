"""People out to CSV and in from it: no cell is a formula, one wrong line and nobody comes in."""

import csv
import io

import pytest

from appliance.rooms.identity.users import spreadsheets
from tests.rooms.identity.people import newcomer

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\uff1d1+1", '=HYPERLINK("http://x")']


def export(house, by):
    reply = house.call("users.export_users", by=by)
    assert reply.status == 200
    return reply, list(csv.DictReader(io.StringIO(reply.body.decode())))


def load(house, by, *lines, **more):
    return house.call("users.import_users", by=by, csv="\n".join(lines), **more)


def count(house, by):
    return house.call("users.list_users", by=by).json["pagination"]["total"]


@pytest.mark.parametrize("name", DANGEROUS)
def test_no_cell_is_a_formula(house, ada, name):
    house.call("users.invite_user", by=ada, email="x@acme.test", name=name)
    _, rows = export(house, ada)
    assert next(row["name"] for row in rows if row["email"] == "x@acme.test") == f"'{name}"


@pytest.mark.parametrize("name", [*DANGEROUS, "O'Brien", "'quoted'", 'a "b", c', "Zoë; Bär"])
def test_what_goes_out_comes_in_again(name):
    text = spreadsheets.written([("x@acme.test", name, "viewer", "", "true", "true", "", "")])
    (line,) = spreadsheets.read(text)
    assert (line.draft.email, line.draft.name, line.draft.role) == ("x@acme.test", name, "viewer")


def test_the_export_is_a_file_of_everybody(house, ada):
    law = house.call("groups.create_group", by=ada, name="Law").json["id"]
    house.call("users.add_members", by=ada, id=law, user_id=newcomer(house, "ben@acme.test").id)
    house.call("service_keys.create_service_key", by=ada, name="x", type="basic")
    reply, rows = export(house, ada)
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in reply.headers["content-disposition"]
    assert [(row["email"], row["role"], row["groups"], row["invited"]) for row in rows] == [
        ("ada@acme.test", "admin", "", "false"), ("ben@acme.test", "editor", "Law", "false"),
    ]  # fmt: skip


def test_whoever_is_not_here_is_invited(house, ada):
    law = house.call("groups.create_group", by=ada, name="Law").json["id"]
    done = load(
        house, ada, "email,displayName,groups,role", "ben@acme.test,Ben,Law,viewer", "ADA@acme.test,,,", ""
    ).json
    assert (done["invited"], done["existing"]) == (1, 1)
    ben, other = done["data"]
    assert (ben["outcome"], ben["line"], other["outcome"], other["invite_url"]) == ("invited", 2, "exists", None)
    shown = house.call("users.read_user", by=ada, id=ben["id"]).json
    assert (shown["name"], shown["role"], shown["groups"]) == ("Ben", "viewer", [{"id": law, "name": "Law"}])
    assert house.call("signin.invitation", token=ben["invite_url"].rpartition("/")[2]).status == 200


def test_semicolons_between_columns_and_a_mark_in_front(house, ada):
    assert load(house, ada, "\ufeffname;email", "Ben;ben@acme.test").json["data"][0]["outcome"] == "invited"


def test_a_dry_run_invites_nobody(house, ada):
    done = load(house, ada, "email", "ben@acme.test", dry_run=True).json
    assert (done["data"][0]["outcome"], done["invited"], count(house, ada)) == ("would_invite", 0, 1)


@pytest.mark.parametrize("lines", [
    ("email,role", "a@acme.test,editor", "b@acme.test,god"), ("email", "a@acme.test", "no address"),
    ("email", "a@acme.test", "A@ACME.test"), ("email,groups", "a@acme.test,Nowhere"), ("name", "Ben"), ("",), ("email,name", 'a@acme.test,"x'),
    ("email,name", "a@acme.test," + "x" * 201), ("email", *(f"x{n}@acme.test" for n in range(5001))),
])  # fmt: skip
def test_one_wrong_line_and_nobody_comes_in(house, ada, lines):
    reply = load(house, ada, *lines)
    assert (reply.status, count(house, ada)) == (422, 1)


def test_every_wrong_line_is_named(house, ada):
    reply = load(house, ada, "email,role", "x,editor", "a@acme.test,editor", "b@acme.test,god")
    told = [one["message"] for one in reply.error["details"]["fields"]]
    assert [one.partition(":")[0] for one in told] == ["line 2", "line 4"]


@pytest.mark.settings(license_key="")
def test_seats_are_counted_and_all_or_nobody_comes(house, ada):
    reply = load(house, ada, "email", *(f"x{number}@acme.test" for number in range(10)))
    assert (reply.status, count(house, ada)) == (402, 1)
    assert load(house, ada, "email", *(f"x{number}@acme.test" for number in range(9))).json["invited"] == 9


def test_editors_neither_export_nor_import(house, ada):
    ben = newcomer(house, "ben@acme.test")
    assert house.call("users.export_users", by=ben).status == 403
    assert load(house, ben, "email", "x@acme.test").status == 403
