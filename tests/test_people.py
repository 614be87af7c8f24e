"""The people that every test relies on are who they are said to be."""


def test_each_is_who_they_are(house, people):
    for name in ("ada", "ben", "cleo", "dan", "eve"):
        assert house.call("signin.me", by=people[name]).json["name"] == name.title()


def test_finn_is_suspended(house, finn):
    assert house.call("signin.me", by=finn).status == 401


def test_ada_works_in_a_browser_too(house, ada):
    made = house.call("collections.create_base", by=ada.browser, name="Shelf")
    assert made.status == 201


def test_kay_only_reads(house, kay):
    assert house.call("signin.me", by=kay).status == 200
    assert house.call("collections.create_base", by=kay, name="Shelf").status == 403


def test_cid_reaches_no_ordinary_row(house, people):
    assert house.call("signin.me", by=people.cid).status == 403


def test_ada_is_the_operator(house, ada):
    assert house.call("signin.my_permissions", by=ada).status == 200
