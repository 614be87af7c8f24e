import pytest

from appliance.rooms.identity.signin import throttle
from tests.rooms.identity import people


@pytest.fixture(autouse=True)
def _no_wrong_sign_ins_yet():
    throttle.tries.clear()


@pytest.fixture
def ada(house):
    """The first administrator, in a house that has just been set up."""
    return people.set_up(house)
