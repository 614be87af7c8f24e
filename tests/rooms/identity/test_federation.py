"""Connections, whose word leads to whom, and what is left when passwords are switched off."""

import pytest

from appliance.engines.asserted import Asserted
from appliance.kernel import clock, current
from appliance.kernel.actor import Role
from appliance.rooms.identity import factors, federation, signin
from appliance.rooms.identity.factors import totp
from appliance.rooms.identity.federation import NotLetIn
from appliance.rooms.identity.federation.mapping import Mapping, applied, values
from appliance.rooms.identity.federation.tables import Connection
from appliance.rooms.identity.signin import entering
from appliance.rooms.identity.users import User
from appliance.store import ledger
from appliance.store.database import read_now, write_now
from tests import make, make_federation
from tests.people import PASSWORD, VISIT

ISSUER = "https://id.example"


@pytest.fixture
def ada(people):
    return people["ada"]


@pytest.fixture
def connection(ada):
    return write_now(make_federation.connection, ada.owner, enabled=True, creates_people=True, domains=["peer.example"])


def said(**more):
    given = {"issuer": ISSUER, "subject": "one", "email": "nina@peer.example", "email_verified": True, "name": "Nina"}
    return Asserted(**given | more)


def refused(connection, assertion):
    with pytest.raises(NotLetIn) as found:
        write_now(federation.arrive, connection, assertion)
    return found.value.reason


def changed(connection, **fields):
    return write_now(lambda: Connection.get_by_id(connection.id).change(**fields))


def test_a_secret_goes_in_and_never_comes_out(house, ada):
    given = {"kind": "oidc", "label": "A", "settings": {"issuer": "https://id.example", "client_id": "x"}}
    made = house.call("federation.create_connection", by=ada, secrets={"client_secret": "hush-hush"}, **given)
    assert made.json["secrets_set"] == ["client_secret"]
    id_ = made.json["id"]
    house.call("federation.change_connection", by=ada, id=id_, label="B", secrets={})
    row = read_now(Connection.get_by_id, id_)
    assert federation.secret(row, "client_secret") == "hush-hush"
    assert b"hush-hush" not in row.sealed
    assert b"hush-hush" not in house.call("federation.list_connections", by=ada).body
    cleared = house.call("federation.change_connection", by=ada, id=id_, secrets={"client_secret": None})
    assert cleared.json["secrets_set"] == []


@pytest.mark.parametrize(("fields", "param"), [
    ({"settings": {"client_id": "x"}}, "settings.issuer"),
    ({"settings": {"issuer": "http://id.example", "client_id": "x"}}, "settings.issuer"),
    ({"settings": {"issuer": "https://a@id.example", "client_id": "x"}}, "settings.issuer"),
    ({"secrets": {"other": "x"}}, "secrets"),
    ({"kind": "google", "settings": {"client_id": "x"}, "creates_people": True}, "domains"),
    ({"group_ids": ["grp_00000000000000000000000000"]}, "group_ids"),
    ({"mapping": {"group_map": {"a": "grp_x"}}}, "group_ids"),
])  # fmt: skip
def test_what_cannot_work_is_refused(house, ada, fields, param):
    given = {"kind": "oidc", "label": "A", "settings": {"issuer": "https://id.example", "client_id": "x"}} | fields
    reply = house.call("federation.create_connection", by=ada, **given)
    assert (reply.status, reply.error["param"]) == (422, param)


def test_only_a_fresh_session_of_an_administrator_changes_how_people_sign_in(house, people, connection):
    for name, status in (("cleo", 403), ("sam", 403), ("nobody", 401)):
        assert house.call("federation.change_connection", by=people[name], id=connection.id, label="x").status == status
    assert house.call("federation.read_connection", by=people["eve"], id=connection.id).status == 404


def test_issuer_and_subject_are_who_somebody_is(connection):
    first = write_now(federation.arrive, connection, said())
    assert (
        write_now(federation.arrive, connection, said(email="other@elsewhere.example", email_verified=False)).id
        == first.id
    )
    assert refused(connection, said(subject="two")) == "email_taken"
    assert refused(connection, said(issuer="https://evil.example")) == "email_taken"


@pytest.mark.parametrize(("more", "reason"), [
    ({"email": None}, "no_email"), ({"email": "broken"}, "no_email"), ({"email_verified": False}, "unverified_email"),
    ({"email": "nina@other.example"}, "domain"), ({"email": "nina@sub.peer.example"}, "domain"),
])  # fmt: skip
def test_who_may_not_join(connection, more, reason):
    assert refused(connection, said(**more)) == reason
    assert read_now(lambda: federation.Identity.select().count()) == 0


def test_nobody_joins_where_new_people_are_not_wanted(connection):
    assert refused(changed(connection, creates_people=False), said()) == "unknown"


def test_an_address_of_another_organisation_opens_nothing(connection, people):
    linking = changed(connection, links_verified_email=True)
    assert refused(linking, said(email="eve@example.com")) == "email_taken"


def test_a_suspended_or_removed_person_stays_out(house, connection, ada):
    user = write_now(federation.arrive, connection, said())
    house.call("users.change_user", by=ada, id=user.id, active=False)
    assert refused(connection, said()) == "suspended"
    house.call("users.remove_user", by=ada, id=user.id)
    assert refused(connection, said()) == "suspended"
    linking = changed(connection, links_verified_email=True)
    assert refused(linking, said(email="finn@example.com")) == "suspended"


def test_the_last_administrator_is_made_no_less(house, connection, ada, people):
    house.call("users.remove_user", by=ada, id=people["ben"].id)
    linking = changed(
        connection,
        links_verified_email=True,
        mapping=Mapping(role="r", role_map={"x": Role.VIEWER}).model_dump(mode="json"),
    )
    user = write_now(federation.arrive, linking, said(email=ada.email, claims={"r": "x"}))
    assert (user.id, user.role) == (ada.id, Role.ADMIN)


def test_an_administrator_does_not_become_an_operator_by_a_provider(house, connection, ada, people):
    linking = changed(connection, links_verified_email=True)
    assert write_now(federation.arrive, linking, said(email=ada.email)).id == ada.id
    house.call("federation.change_connection", by=people["ben"], id=connection.id, label="Only the name")
    assert write_now(federation.arrive, linking, said(email=ada.email)).id == ada.id
    reply = house.call(
        "federation.change_connection", by=people["ben"], id=connection.id, settings={"issuer": "https://evil.example"}
    )
    assert (reply.status, reply.json["vouched"]) == (200, False)
    assert refused(linking, said(email=ada.email)) == "operator"
    assert refused(linking, said(subject="two", email=ada.email)) == "operator"
    assert (
        write_now(federation.arrive, linking, said(subject="three", email="cleo@example.com")).id == people["cleo"].id
    )
    assert house.call("federation.change_connection", by=ada, id=connection.id).json["vouched"] is True
    assert write_now(federation.arrive, linking, said(email=ada.email)).id == ada.id


def test_every_seat_taken_is_said_decently(connection):
    with pytest.raises(NotLetIn) as found:
        for number in range(200):
            write_now(federation.arrive, connection, said(subject=f"p{number}", email=f"p{number}@peer.example"))
    assert found.value.reason == "no_seat"


def test_the_second_factor_is_asked_for_unless_the_provider_did(connection):
    user = write_now(federation.arrive, connection, said())
    actor = make.Actor(user.id, user.org_id, user.role)
    secret = write_now(make.factor, actor)
    asked = write_now(signin.come_in, connection, said(), VISIT)
    judged = write_now(factors.judge, asked.token, totp.code(secret, totp.step_at(clock.now_ms())))
    assert (judged.user_id, judged.is_right) == (user.id, True)
    entered, second = write_now(entering.second_step, judged, "totp", VISIT)
    assert (entered.id, second.session.method) == (user.id, "oidc+totp")
    found, opened_session = write_now(signin.come_in, changed(connection, trusts_second_factor=True), said(), VISIT)
    assert (found.id, opened_session.session.method) == (user.id, "oidc")


def test_passwords_are_switched_off_for_everybody_but_operators(house, connection, ada, people):
    def sign_in(who):
        return house.call("signin.admin_login", email=who.email, password=PASSWORD)

    assert sign_in(people["cleo"]).status == 200
    assert house.call("federation.change_connection", by=ada, id=connection.id, enforced=True).status == 200
    told = house.get("/auth/setup-status").json
    assert (told["password_sign_in"], [one["url"] for one in told["ways"]]) == (
        False, [f"/auth/oidc/login?connection={connection.id}"],
    )  # fmt: skip
    reply = sign_in(people["cleo"])
    assert (reply.status, reply.error["details"]) == (403, {"reason": "password_off"})
    assert house.call("signin.admin_login", email=people["cleo"].email, password="wrong").status == 401
    assert sign_in(ada).status == 200
    assert sign_in(people["eve"]).status == 200, "another organisation decides for itself"
    house.call("federation.change_connection", by=ada, id=connection.id, enabled=False)
    assert sign_in(people["cleo"]).status == 200


def test_passwords_stay_on_when_no_operator_has_one(house, connection, ada):
    write_now(lambda: User.get_by_id(ada.id).change(password=None))
    reply = house.call("federation.change_connection", by=ada, id=connection.id, enforced=True)
    assert (reply.status, reply.code) == (409, "CONFLICT")


def test_each_sign_in_and_each_refusal_is_in_the_ledger(house, connection):
    assert house.get("/auth/oidc/login?connection=nothing").status == 303
    write_now(signin.come_in, connection, said(), VISIT)
    names = [entry.name for entry in write_now(lambda: ledger.after(current.open_unit().connection, 0, 1000))]
    assert {"FederatedSignInRefused", "IdentityLinked", "UserCreated", "SignedIn"} <= set(names)


def test_claims_are_found_by_name_or_by_path():
    claims = {"a": {"b": ["x", 2, True, None]}, "a.b": "exact", "https://x.example/groups": ["y"]}
    assert values(claims, "a.b") == ("exact",)
    assert values({"a": {"b": ["x", 2, True, None]}}, "a.b") == ("x", "2", "true")
    assert values(claims, "https://x.example/groups") == ("y",)
    assert values(claims, "a.b.c.d") == values({}, "x") == ()


def test_the_strongest_mapped_role_counts_and_unknown_groups_are_passed_over():
    mapping = Mapping(
        role_map={"staff": Role.EDITOR, "bosses": Role.ADMIN},
        group_map={"staff": "grp_a", "gone": "grp_z"},
        same_names=True,
    )
    found = applied(
        mapping, said(groups=("staff", "bosses", "Lawyers", "gone")), {"A": "grp_a", "Lawyers": "grp_b"}, Role.VIEWER
    )
    assert (found.role, found.group_ids) == (Role.ADMIN, ("grp_a", "grp_b"))
    assert applied(mapping, said(groups=()), {}, Role.VIEWER).role is Role.VIEWER
    assert applied(mapping, said(groups=None), {}, Role.VIEWER).group_ids is None
    assert (
        applied(Mapping(email="upn"), said(claims={"upn": "b@peer.example"}), {}, Role.VIEWER).email_verified is False
    )


def test_a_rehearsal_says_whom_it_would_let_in_and_writes_nothing(house, connection, ada, people):
    def rehearse(material, **more):
        return house.call("federation.rehearse", by=ada, connection_id=connection.id, material=material, **more)

    told = rehearse('{"sub": "1", "email": "n@peer.example", "email_verified": true, "name": "N"}').json
    assert (told["outcome"], told["name"], told["role"]) == ("created", "N", "editor")
    told = rehearse('{"sub": "1", "email": "cleo@example.com", "email_verified": true}').json
    assert (told["outcome"], told["refusal"]) == ("refused", "email_taken")
    assert rehearse("no claims at all").status == 422
    assert rehearse('{"email": "x"}').status == 422
    assert read_now(lambda: federation.Identity.select().count()) == 0
