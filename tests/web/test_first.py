def test_health(house):
    reply = house.get("/api/toy/health")
    assert reply.status == 200
    assert reply.json == {"word": "well"}


def test_write_and_read(house, cleo):
    made = house.call("toy.write_note", by=cleo, text="hello")
    assert made.status == 201, made.body
    assert made.headers["location"] == f"/api/notes/{made.json['id']}"
    assert house.call("toy.read_note", by=cleo, id=made.json["id"]).json["text"] == "hello"
    assert house.get("/api/notes", by=cleo).json["pagination"]["total"] == 1
