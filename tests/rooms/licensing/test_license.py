"""The licence in force: applied, replaced, removed, lapsed; guards, limits and the month."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from appliance.config import in_force
from appliance.kernel import clock
from appliance.kernel.actor import system
from appliance.kernel.clock import DAY
from appliance.kernel.problem import TierLimit
from appliance.rooms import licensing
from appliance.rooms.identity.signin import machine
from appliance.rooms.identity.users import actions, queries
from appliance.rooms.identity.users.actions import Newcomer
from appliance.rooms.licensing import guard, jobs, vendor
from appliance.rooms.licensing.actions import apply as apply_now
from appliance.rooms.licensing.queries import document_bytes, messages_used
from appliance.rooms.licensing.tables import Revocation
from appliance.rooms.licensing.vendor import Terms
from appliance.store import opened
from appliance.store.database import read_now, write_now
from tests.rooms.identity.people import newcomer

pytestmark = pytest.mark.settings(allow_demo_license=True)


def apply(house, by, tier="pro", **terms):
    return house.call("licensing.apply", by=by, license_key=vendor.issue_demo(tier, Terms(**terms)))


def status(house, by):
    return house.call("licensing.status", by=by).json


def refused(feature, method):
    problem = guard.refusal(opened().database.raw, feature, method)
    return problem and problem.code


class TestApplying:
    def test_without_one_it_is_community(self, house, ada):
        found = status(house, ada)
        assert (found["tier"], found["state"], found["source"], found["demo"]) == (
            "community",
            "community",
            "none",
            False,
        )
        assert found["limits"] == {
            "users": 10,
            "agents": 10,
            "knowledge_bases": 10,
            "messages": 20_000,
            "automations": 0,
        }
        assert (found["usage"]["users"], found["expires_at"], found["features"]) == (1, None, [])

    def test_it_holds_at_once_and_says_that_it_is_a_demo(self, house, ada):
        reply = apply(house, ada, seats=3)
        assert (reply.status, reply.json["tier"], reply.json["state"]) == (200, "pro", "active")
        assert (reply.json["source"], reply.json["kid"], reply.json["demo"], reply.json["seats"]) == (
            "applied",
            "demo",
            True,
            3,
        )
        assert status(house, ada)["features"] == sorted(
            ["automations", "webpages", "meeting_notes", "skills", "ticket_assistant"]
        )

    @pytest.mark.settings(allow_demo_license=False)
    def test_a_demo_is_refused_where_it_is_not_allowed(self, house, ada):
        reply = apply(house, ada)
        assert (reply.status, reply.error["details"]["fields"][0]["type"]) == (422, "license_demo")

    @pytest.mark.parametrize(
        "terms", [{"days": -15}, {"serial": 1}, {"install_id": "ins_other"}, {"days": 60, "starts_in_days": 30}]
    )
    def test_a_worse_one_never_replaces_a_good_one(self, house, ada, terms):
        good = apply(house, ada).json["jti"]
        assert apply(house, ada, "full", **terms).status == 422
        assert house.call("licensing.apply", by=ada, license_key="nonsense").status == 422
        assert status(house, ada)["jti"] == good

    def test_an_older_one_stays_refused_after_removal(self, house, ada):
        apply(house, ada, serial=10)
        assert house.call("licensing.remove", by=ada).status == 204
        assert apply(house, ada, serial=9).status == 422
        assert apply(house, ada, serial=10).status == 200
        assert apply(house, ada, serial=1, customer="Another").status == 200

    def test_one_for_this_installation_is_taken(self, house, ada):
        apply(house, ada)
        assert apply(house, ada, install_id=status(house, ada)["install_id"]).status == 200

    def test_removing_goes_back_to_community(self, house, ada):
        apply(house, ada)
        assert house.call("licensing.remove", by=ada).status == 204
        assert status(house, ada)["state"] == "community"
        assert house.call("licensing.remove", by=ada).status == 404

    def test_only_an_administrator_changes_it(self, house, ada):
        ben = newcomer(house, "ben@acme.test")
        assert [apply(house, ben).status, house.call("licensing.remove", by=ben).status] == [403, 403]
        assert house.call("licensing.status", by=ben).json["can"] == []

    def test_a_revoked_one_ends_at_once(self, house, ada):
        jti = apply(house, ada).json["jti"]
        write_now(lambda: Revocation.add(org_id="", jti=jti, revoked_at=clock.now_ms(), reason="unpaid"))
        found = status(house, ada)
        assert (found["state"], found["tier"], found["licensed_tier"]) == ("revoked", "community", "pro")
        assert refused("skills", "GET") is None


class TestEnvironment:
    @pytest.mark.settings(license_key=vendor.issue_demo("enterprise"))
    def test_its_key_wins_and_cannot_be_removed(self, house, ada):
        apply(house, ada, "full")
        assert (status(house, ada)["source"], status(house, ada)["tier"]) == ("environment", "enterprise")
        assert house.call("licensing.remove", by=ada).status == 409

    @pytest.mark.settings(license_key="nonsense")
    def test_a_bad_one_is_passed_over_and_named(self, house, ada):
        apply(house, ada)
        found = status(house, ada)
        assert (found["source"], found["passed_over"]) == ("applied", "This is not a licence key")

    @pytest.mark.settings(license_key=vendor.issue_demo("pro", Terms(days=2)))
    def test_its_features_are_remembered(self, house, ada, clock_hands):
        jobs.at_start()
        clock_hands.advance(20 * DAY)
        assert [refused("skills", method) for method in ("GET", "POST")] == [None, "LICENSE_FEATURE_REQUIRED"]


class TestFeatures:
    def test_what_was_never_licensed_is_refused_whole(self, house, ada):
        apply(house, ada)
        assert [refused("dlp", method) for method in ("GET", "POST", "DELETE")] == ["LICENSE_FEATURE_REQUIRED"] * 3
        problem = guard.refusal(opened().database.raw, "dlp", "GET")
        assert problem.details == {"feature": "dlp", "required_tier": "enterprise"}
        assert [refused("skills", method) for method in ("GET", "POST", "DELETE")] == [None] * 3

    def test_a_lapse_stops_only_what_is_new_and_renewal_brings_it_back(self, house, ada, clock_hands):
        apply(house, ada, "enterprise", days=30)
        clock_hands.advance(44 * DAY)
        made = dict.fromkeys(("POST", "PUT", "PATCH"), "LICENSE_FEATURE_REQUIRED")
        kept = dict.fromkeys(("GET", "HEAD", "DELETE"))
        assert {method: refused("dlp", method) for method in made | kept} == made | kept
        write_now(lambda: apply_now(vendor.issue_demo("enterprise"), by=system()))
        assert refused("dlp", "POST") is None

    def test_grace_keeps_everything(self, house, ada, clock_hands):
        apply(house, ada, days=30)
        clock_hands.advance(44 * DAY - 1000)
        assert refused("skills", "POST") is None


class TestClock:
    def test_setting_it_back_gains_nothing(self, house, ada, clock_hands):
        apply(house, ada, days=30)
        clock_hands.advance(5 * 365 * DAY)
        jobs.at_start()
        clock_hands.advance(-5 * 365 * DAY)
        found = read_now(licensing.standing)
        assert (found.state, found.tier) == ("clock_suspect", "community")

    def test_a_new_licence_sets_a_wrong_memory_right(self, house, ada, clock_hands):
        apply(house, ada, days=30, serial=1)
        clock_hands.advance(5 * 365 * DAY)
        jobs.at_start()
        clock_hands.advance(-5 * 365 * DAY)
        write_now(lambda: apply_now(vendor.issue_demo("pro", Terms(serial=2)), by=system()))
        assert read_now(licensing.standing).state == "active"

    def test_a_clock_that_is_behind_does_not_lock_anybody_out(self, house, ada, clock_hands):
        apply(house, ada)
        jobs.at_start()
        clock_hands.advance(-5 * 365 * DAY)
        found = read_now(licensing.standing)
        assert (found.state, found.tier) == ("clock_suspect", "pro")


class TestLimits:
    def test_one_of_a_hundred_gets_the_last_seat(self, house, ada):
        hashed = "$argon2id$none"

        def join(number):
            newcomer_ = Newcomer(f"p{number}@acme.test", "P", hashed, queries.Role.EDITOR)
            try:
                write_now(lambda: actions.create(newcomer_, org_id="org"))
            except TierLimit:
                return 402
            return 201

        for number in range(8):
            assert join(1000 + number) == 201
        with ThreadPoolExecutor(100) as threads:
            answers = list(threads.map(join, range(100)))
        assert (answers.count(201), answers.count(402)) == (1, 99)
        assert read_now(queries.seats_taken) == 10

    def test_the_refusal_names_what_would_help(self, house, ada):
        for number in range(9):
            assert house.call("users.invite_user", by=ada, email=f"p{number}@acme.test").status == 201
        reply = house.call("users.invite_user", by=ada, email="one@more.test")
        assert (reply.status, reply.code) == (402, "TIER_LIMIT")
        assert reply.error["details"] == {
            "resource": "users", "tier": "community", "limit": 10, "current": 10, "required_tier": "pro",
        }  # fmt: skip

    def test_a_suspended_person_frees_the_seat_and_needs_one_to_return(self, house, ada):
        ids = [house.call("users.invite_user", by=ada, email=f"p{n}@acme.test").json["id"] for n in range(9)]
        house.call("users.change_user", by=ada, id=ids[0], active=False)
        assert house.call("users.invite_user", by=ada, email="x@acme.test").status == 201
        assert house.call("users.change_user", by=ada, id=ids[0], active=True).status == 402

    def test_over_the_limit_nobody_is_locked_out(self, house, ada):
        apply(house, ada, seats=1)
        with pytest.raises(TierLimit):
            write_now(machine.create_user, "ben@acme.test")
        apply(house, ada, seats=2)
        write_now(machine.create_user, "ben@acme.test")
        apply(house, ada, seats=1)
        assert status(house, ada)["state"] == "over_limit"
        assert house.call("users.list_users", by=ada).json["pagination"]["total"] == 2

    def test_documents_grow_with_the_tier(self, house, ada):
        raw = opened().database.raw
        assert document_bytes(raw) == 50 << 20
        apply(house, ada, "enterprise")
        assert document_bytes(raw) == 1 << 30
        assert in_force().allow_demo_license is True


class TestMonth:
    def test_messages_are_counted_to_the_limit_and_anew_each_month(self, house, ada):
        with clock.held(clock.from_iso("2026-11-30T23:59:59.999Z")) as hands:
            write_now(lambda: apply_now(vendor.issue_demo("pro", Terms(limits={"messages": 2})), by=system()))
            for _ in range(2):
                write_now(licensing.note_message)
            with pytest.raises(TierLimit):
                write_now(licensing.note_message)
            hands.advance(1)
            write_now(licensing.note_message)
            assert read_now(messages_used) == 1

    def test_a_message_that_fails_is_not_counted(self, house, ada):
        def fails():
            licensing.note_message()
            raise ValueError("no answer")

        with pytest.raises(ValueError, match="no answer"):
            write_now(fails)
        assert status(house, ada)["usage"]["messages"] == 0

    def test_counting_needs_the_unit_of_the_message(self, house):
        with pytest.raises(RuntimeError):
            licensing.take("users", 1)
