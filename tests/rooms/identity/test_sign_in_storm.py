"""A storm of wrong passwords: nobody comes in by it, and whoever has the right one is not kept out."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.rooms.identity import people

pytestmark = pytest.mark.settings(trusted_proxies=("127.0.0.1",))
TRIES = 50


def test_a_storm_lets_nobody_in_and_keeps_nobody_out(house, ada):
    def sign_in(email, password, address):
        headers = {"X-Forwarded-For": address}
        return house.call("signin.admin_login", headers=headers, email=email, password=password).status

    def wrong(number):
        email = people.ADA if number % 5 == 0 else f"p{number}@acme.test"
        return sign_in(email, f"not the right words {number}", f"203.0.113.{number}")

    with ThreadPoolExecutor(4) as pool:
        storm = [pool.submit(wrong, number) for number in range(TRIES)]
        right = sign_in(people.ADA, people.PASSWORD, "10.1.2.3")
        assert [one.result() for one in storm] == [401] * TRIES
    assert right == 200
    assert sign_in(people.ADA, people.PASSWORD, "10.1.2.4") == 200
