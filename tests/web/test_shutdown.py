"""The end: what runs is finished, what is new is refused, nothing hangs."""

import http.client
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.web import toy


def test_a_running_request_is_finished_and_a_new_one_refused(house, cleo):
    kept = http.client.HTTPConnection("127.0.0.1", house.port, timeout=10)
    kept.connect()
    with ThreadPoolExecutor(2) as threads:
        running = threads.submit(house.call, "toy.write_slowly", by=cleo, text="x")
        while not toy.calls:
            pass
        stopping = threads.submit(house.stop)
        while not house.gate.is_draining:
            pass
        kept.request("GET", "/api/toy/health")
        refused = kept.getresponse()
        assert (refused.status, refused.headers["retry-after"]) == (503, "2")
        refused.read()
        toy.holding.set()
        assert running.result().status == 200
        stopping.result(5)
    kept.close()


@pytest.mark.settings(drain_seconds=0)
def test_what_does_not_end_is_cut(house, cleo):
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(house.call, "toy.write_slowly", by=cleo, text="x")
        while not toy.calls:
            pass
        started = time.monotonic()
        house.stop()
        assert time.monotonic() - started < 2
        toy.holding.set()
        with pytest.raises((OSError, http.client.HTTPException)):
            running.result()
