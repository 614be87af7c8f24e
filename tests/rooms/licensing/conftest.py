import pytest

from tests.rooms.identity import people


@pytest.fixture
def ada(house):
    """The administrator of a house that has just been set up."""
    return people.set_up(house)
