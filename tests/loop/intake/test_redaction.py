"""What is sent of a person stands in no refusal and in no log."""

import json
import uuid

import pytest

PERSON = {"phone": "no phone: 024 412 3456 and more of it", "nickname": "Kwabena Asante", "ssnit": "C018712190017"}
SECRETS = ("412 3456", "Asante", "Kwabena", "C018712190017", "123456789", "0302123456")
CARD = "GHA-123456789-0"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("", {"use_case": "late_delivery", "record": {CARD: 1, "van": "0302123456"}, "personal": PERSON}, 422),
        ("", {"use_case": "late_delivery", "personal": PERSON, "Kwabena Asante": CARD}, 422),
        ("", {"use_case": CARD, "personal": PERSON}, 422),
        ("", {"use_case": "gha_0302123456", "personal": {"nickname": "gha_0302123456"}}, 404),
        ("", {"use_case": "late_delivery", "applicant": "0302123456", "personal": PERSON}, 422),
        ("ml-assessments/batch-trigger/", {"application_ids": [CARD, "0302123456"], "personal": PERSON}, 422),
        ("ml-assessments/batch-trigger/", {"application_ids": [CARD, "0302123456"]}, 400),
        (f"{uuid.UUID(int=7)}/status/", {"status": "APPROVED", "reason": CARD, "personal": PERSON}, 422),
    ],
)
def test_refusal__of_a_request_that_names_a_person__names_nobody(
    ask, caplog, path: str, body: object, status: int
) -> None:
    answer = ask("post", f"/v1/applications/{path}", body)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    said = json.dumps(answer.json()) + caplog.text
    for secret in (*SECRETS, "gha_0302123456"):
        assert secret not in said
