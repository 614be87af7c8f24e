"""A consent names the version and the digest of a text, can be withdrawn, and is seen by administrators."""

import hashlib

from tests.rooms.connector.nextcloud import Nextcloud


def test_the_text_that_comes_with_the_appliance_is_version_one(house, dan):
    text = house.call("consents.read_consent", by=dan).json
    assert (text["version"], text["given"]) == ("1", False)
    assert text["sha256"] == hashlib.sha256(text["text"].encode()).hexdigest()


def test_a_consent_is_given_once_and_listed(house, dan, ben):
    for _ in range(2):
        assert house.call("consents.give_consent", by=dan, version="1").json["given"] is True
    (row,) = house.call("consents.list_consents", by=ben).json["data"]
    text = house.call("consents.read_consent", by=dan).json
    assert (row["user_id"], row["user_name"], row["text_version"]) == (dan.id, "Dan", "1")
    assert (row["text_sha256"], row["withdrawn_at"]) == (text["sha256"], None)
    assert row["address"] == "127.0.0.1"


def test_it_is_withdrawn_and_that_stays_written_down(house, dan, ben):
    house.call("consents.give_consent", by=dan, version="1")
    assert house.call("consents.withdraw_consent", by=dan).status == 204
    assert house.call("consents.read_consent", by=dan).json["given"] is False
    house.call("consents.give_consent", by=dan, text_version="1")
    house.call("consents.give_consent", by=dan, version="1", accepted=False)
    rows = house.call("consents.list_consents", by=ben).json["data"]
    assert [row["withdrawn_at"] is not None for row in rows] == [True, True]


def test_another_text_asks_everybody_again(house, dan, ben):
    house.call("consents.give_consent", by=dan, version="1")
    assert house.call("consents.change_text", by=ben, version="2", text="Another text.").json["version"] == "2"
    assert house.call("consents.read_consent", by=dan).json["given"] is False
    assert house.call("consents.give_consent", by=dan, version="1").status == 422
    assert house.call("consents.give_consent", by=dan, version="2").json["given"] is True
    assert house.call("consents.change_text", by=ben, version="2", text="A third.").status == 409
    assert house.call("consents.change_text", by=ben, version="1", text="A third.").status == 409


def test_the_handshake_says_whether_to_ask(house, ada):
    cloud = Nextcloud(house)
    cloud.bootstrap(house.call("connector.open_pairing", by=ada).json["secret"])
    hands = cloud.shake("uid=alice&email=alice%40cloud.example").json
    assert hands["consent_required"] is True
    headers = {"Authorization": f"Bearer {hands['token']}"}
    house.post("/auth/nc-consent", json={"version": hands["consent_version"]}, headers=headers)
    assert cloud.shake("uid=alice").json["consent_required"] is False


def test_other_organisations_see_nothing(house, dan, eve):
    house.call("consents.give_consent", by=dan, version="1")
    assert house.call("consents.list_consents", by=eve).json["data"] == []
