"""Thumbs, comments, and the questions that a base did not answer."""

from typing import Any

from tests.driving import Driven
from tests.people import Person
from tests.rooms.knowledge.test_at_the_door import Door

QUESTION = "=cmd() What is the airspeed of a swallow?"


def asked(house: Driven, by: Person, base: str, question: str = QUESTION) -> dict[str, Any]:
    body = {"message": question, "stream": False, "knowledge_base_ids": [base]}
    answer: dict[str, Any] = house.post("/api/chat", by=by, json=body).json
    house.settle()
    return answer


def listed(house: Driven, by: Person, base: str) -> list[tuple[str, str, str]]:
    rows = house.get(f"/api/knowledge/{base}/open-questions", by=by).json["data"]
    return sorted((one["kind"], one["question"], one["comment"]) for one in rows)


def test_a_question_without_an_answer_is_told_to_those_who_look_after_the_base(
    house: Driven, people: dict[str, Person]
) -> None:
    base = Door(house, people).base(people["cleo"])
    answer = asked(house, people["dan"], base)
    assert listed(house, people["cleo"], base) == [("unanswered", QUESTION, "")]
    said = {"thumb": "down", "comment": "It should know"}
    place = f"/api/chat/{answer['message_id']}/feedback"
    assert house.post(place, by=people["dan"], json=said).json["thumb"] == "down"
    assert listed(house, people["cleo"], base) == [("down", QUESTION, "It should know"), ("unanswered", QUESTION, "")]
    assert house.get(f"/api/knowledge/{base}/open-questions", by=people["dan"]).status == 403
    sheet = house.get(f"/api/knowledge/{base}/open-questions/export", by=people["cleo"])
    assert f"'{QUESTION}" in sheet.body.decode()
    assert house.post(place, by=people["dan"], json={"thumb": "up"}).status == 200
    assert listed(house, people["cleo"], base) == [("unanswered", QUESTION, "")]


def test_nobody_judges_the_answers_of_others(house: Driven, people: dict[str, Person]) -> None:
    base = Door(house, people).base(people["cleo"])
    place = f"/api/chat/{asked(house, people['dan'], base)['message_id']}/feedback"
    assert house.post(place, by=people["cleo"], json={"thumb": "up"}).status == 404


def test_what_was_said_goes_with_the_conversation(house: Driven, people: dict[str, Person]) -> None:
    base = Door(house, people).base(people["cleo"])
    answer = asked(house, people["dan"], base)
    assert house.delete(f"/api/conversations/{answer['conversation_id']}", by=people["dan"]).status == 204
    house.settle()
    assert listed(house, people["cleo"], base) == []


def test_a_question_is_taken_on_answered_by_a_document_and_settled(house: Driven, people: dict[str, Person]) -> None:
    door = Door(house, people)
    base = door.base(people["cleo"])
    answer = asked(house, people["dan"], base)
    said = {"thumb": "down", "comment": "Too old", "reason": "outdated"}
    house.post(f"/api/chat/{answer['message_id']}/feedback", by=people["dan"], json=said)
    mine = f"/api/conversations/{answer['conversation_id']}/feedback"
    assert [(one["thumb"], one["reason"]) for one in house.get(mine, by=people["dan"]).json["data"]] == [
        ("down", "outdated")
    ]
    document = door.upload(base, people["cleo"], name="swallow.html").json["id"]
    places = f"/api/knowledge/{base}/open-questions"
    (one,) = house.get(f"{places}?kind=down", by=people["cleo"]).json["data"]
    assert (one["reason"], one["assignee_id"], one["settled_at"]) == ("outdated", None, None)
    patch = {"assignee_id": people["ben"].id, "document_id": document, "settled": True, "note": "In the new file"}
    view = house.patch(f"{places}/{one['id']}", by=people["cleo"], json=patch).json
    assert view["document"] == {"id": document, "knowledge_base_id": base, "title": "swallow.html"}
    assert (view["assignee_name"], view["settled_by_name"]) == ("Ben", "Cleo")
    assert [row["kind"] for row in house.get(f"{places}?settled_at__isnull=true", by=people["cleo"]).json["data"]] == [
        "unanswered"
    ]
    again = house.patch(f"{places}/{one['id']}", by=people["cleo"], json={"settled": False}).json
    assert (again["settled_at"], again["settled_by_name"], again["note"]) == (None, None, "In the new file")


def test_a_question_is_changed_only_by_those_who_look_after_its_base(house: Driven, people: dict[str, Person]) -> None:
    base = Door(house, people).base(people["cleo"])
    asked(house, people["dan"], base)
    places = f"/api/knowledge/{base}/open-questions"
    (one,) = house.get(places, by=people["cleo"]).json["data"]
    place = f"{places}/{one['id']}"
    assert house.patch(place, by=people["dan"], json={"settled": True}).status == 403
    for wrong in ({"assignee_id": "usr_" + 26 * "0"}, {"document_id": "doc_" + 26 * "0"}):
        assert house.patch(place, by=people["cleo"], json=wrong).status == 422
    other = Door(house, people).base(people["cleo"])
    moved = f"/api/knowledge/{other}/open-questions/{one['id']}"
    assert house.patch(moved, by=people["cleo"], json={"settled": True}).status == 404
    assert house.patch(f"/api/open-questions/{one['id']}", by=people["ada"], json={"settled": True}).status == 404
