"""Idempotency: one effect, the same answer, and no secret readable in the store."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from appliance.kernel import clock
from appliance.store import opened
from tests.web import toy

KEY = {"Idempotency-Key": "once-and-only-once"}


def test_the_first_answer_comes_again(house, cleo):
    first = house.call("toy.write_note", by=cleo, headers=KEY, text="x")
    again = house.post("/api/v1/notes", by=cleo, headers=KEY, json={"text": "x"})
    assert again.headers["idempotency-replayed"] == "true"
    assert (again.status, again.body, again.headers["location"]) == (201, first.body, first.headers["location"])
    assert toy.calls == ["x"]


def test_another_body_is_refused(house, cleo):
    house.call("toy.write_note", by=cleo, headers=KEY, text="x")
    assert house.call("toy.write_note", by=cleo, headers=KEY, text="y").code == "IDEMPOTENCY_KEY_REUSED"


def test_a_key_is_one_caller_s_and_one_row_s(house, cleo, eve):
    for by in (cleo, eve):
        assert house.call("toy.write_note", by=by, headers=KEY, text="x").status == 201
    assert house.call("toy.open_note", headers=KEY, text="x").status == 201
    assert len(toy.calls) == 3


@pytest.mark.settings(trusted_proxies=("127.0.0.1",))
def test_open_rows_keep_receipts_by_address(house):
    for address in ("192.0.2.1", "192.0.2.1", "192.0.2.2"):
        house.call("toy.open_note", headers=KEY | {"X-Forwarded-For": address}, text="x")
    assert len(toy.calls) == 2


def test_refusals_are_not_kept(house, cleo):
    assert house.call("toy.write_note", by=cleo, headers=KEY, text="").status == 422
    assert house.call("toy.write_note", by=cleo, headers=KEY, text="x").status == 201


def test_a_receipt_lasts_a_day(clock_hands, house, cleo):
    house.call("toy.write_note", by=cleo, headers=KEY, text="x")
    clock_hands.advance(clock.DAY)
    assert house.call("toy.write_note", by=cleo, headers=KEY, text="y").status == 201


@pytest.mark.parametrize("key", ["", "x" * 256, "a\x7fb"])
def test_a_key_has_1_to_255_characters(house, cleo, key):
    assert house.call("toy.write_note", by=cleo, headers={"Idempotency-Key": key}, text="x").status == 400


def test_a_secret_is_sealed_and_the_key_is_kept_as_a_hash(house, cleo):
    first = house.call("toy.write_secret", by=cleo, headers=KEY, text="x")
    assert house.call("toy.write_secret", by=cleo, headers=KEY, text="x").body == first.body
    (row,) = opened().database.raw.all("SELECT * FROM store_receipt")
    told = b"".join(value if isinstance(value, bytes) else str(value).encode() for value in row)
    assert b"hidden" not in told
    assert KEY["Idempotency-Key"].encode() not in told


class TestWhileTheFirstRuns:
    def ask(self, house, by, text):
        return house.call("toy.write_slowly", by=by, headers=KEY, text=text)

    def test_its_twin_waits_and_hears_the_same(self, house, cleo):
        with ThreadPoolExecutor(5) as threads:
            twins = [threads.submit(self.ask, house, cleo, "x") for _ in range(5)]
            while not toy.calls:
                pass
            toy.holding.set()
            replies = [twin.result() for twin in twins]
        assert {reply.body for reply in replies} == {b'{"word":"x"}'}
        assert toy.calls == ["x"]

    def test_its_twin_with_another_body_is_refused_at_once(self, house, cleo):
        with ThreadPoolExecutor(1) as threads:
            first = threads.submit(self.ask, house, cleo, "x")
            while not toy.calls:
                pass
            assert self.ask(house, cleo, "y").code == "IDEMPOTENCY_KEY_REUSED"
            toy.holding.set()
            assert first.result().status == 200

    def test_its_twin_does_not_wait_for_ever(self, house, cleo):
        house.gate.replays._wait = 0.05
        with ThreadPoolExecutor(1) as threads:
            first = threads.submit(self.ask, house, cleo, "x")
            while not toy.calls:
                pass
            assert self.ask(house, cleo, "x").code == "CONFLICT"
            toy.holding.set()
            assert first.result().status == 200
