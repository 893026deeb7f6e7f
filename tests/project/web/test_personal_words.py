import json

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from scorewright.declare.redaction import MARK, redacted
from scorewright.project.web.personal_words import PersonalWords


def _answer(_: HttpRequest) -> HttpResponse:
    return HttpResponse(redacted("no number: Ama Mensah, clerk"))


@pytest.mark.parametrize(
    "kind",
    ["application/json", "application/json; charset=utf-8", "application/x-www-form-urlencoded", "text/plain", ""],
)
def test_names_that_are_sent__whatever_the_body_is_called__are_kept_back(kind: str) -> None:
    body = json.dumps({"personal": {"full_name": "Ama Mensah"}, "record": {"job_title": "Clerk"}})
    request = RequestFactory().post("/api/v1/applications/", body, content_type=kind)
    assert PersonalWords(_answer)(request).content.decode() == f"no number: {MARK}, clerk"


def test_body_that_is_no_json__is_the_views_affair() -> None:
    request = RequestFactory().post("/api/v1/applications/", b"\xff{", content_type="text/plain")
    assert "Ama Mensah" in PersonalWords(_answer)(request).content.decode()


def test_body_nested_as_deep_as_one_likes__is_the_views_affair() -> None:
    for depth in range(600, 1000):  # somewhere there, what is read can just not be looked through
        body = '{"personal":' * depth + "1" + "}" * depth
        request = RequestFactory().post("/api/v1/applications/", body, content_type="application/json")
        assert PersonalWords(_answer)(request).status_code == 200


def test_names_of_several_hundred__sent_together__are_all_kept_back() -> None:
    people = [
        {"personal": {name: f"{name} {number}" for name in ("full_name", "phone", "email")}} for number in range(500)
    ]
    request = RequestFactory().post("/api/v1/applications/batch/", json.dumps(people), content_type="application/json")
    answer = PersonalWords(lambda _: HttpResponse(redacted("no row of full_name 499")))(request)
    assert answer.content.decode() == f"no row of {MARK}"
