"""Times go to the wire and come back the same, however early."""

import pytest

from appliance.kernel import clock


@pytest.mark.parametrize("text", ["0010-06-29T17:02:16.000Z", "1969-12-31T23:59:59.999Z", "2026-11-22T18:00:00.007Z"])
def test_a_time_comes_back_as_it_was(text):
    assert clock.iso(clock.from_iso(text)) == text
