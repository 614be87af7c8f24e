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
