"""Outcomes over HTTP: one, a list, a file; and what was known when."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from scorewright.loop.jobs.running import run_job
from scorewright.loop.outcomes.models import OutcomeFile, Statement
from scorewright.loop.tenancy.scope import acting

pytestmark = pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume asynchronous iterators")
FILES = "/outcomes/files/"


def csv_of(decisions: list[Any], value: str = "no") -> bytes:
    return "\n".join(["decision_id,value", *(f"{decision.pk},{value}" for decision in decisions), ""]).encode()


def test_one__new_then_same_then_other_then_corrected__201_200_409_201(ask, decided) -> None:
    path = f"/decisions/{decided(1)[0].pk}/outcome/"
    first = ask("post", path, {"value": "no"})
    assert (first.status_code, first.json()["state"], first.json()["verdict"]) == (201, "final", "new")
    again = ask("post", path, {"value": "no"})
    assert (again.status_code, again.json()["verdict"]) == (200, "unchanged")
    other = ask("post", path, {"value": "yes"})
    assert (other.status_code, other.json()["title"]) == (409, "Outcome already known")
    assert [(error["field"], error["rule"]) for error in other.json()["errors"]] == [("value", "final")]
    corrected = {"value": "yes", "source": "corrected", "reason": "mixed up"}
    revised = ask("post", path, corrected)
    assert (revised.status_code, revised.json()["state"], revised.json()["verdict"]) == (201, "revised", "revised")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"value": "yes", "source": "corrected"}, "reason"),
        ({"value": "yes", "source": "investigated"}, "inclusion_probability"),
        ({"value": "yes", "source": "investigated", "inclusion_probability": 0}, "body.inclusion_probability"),
        ({"value": "yes", "source": "rumour"}, "body.source"),
        ({"value": "yes", "occurred_at": "2020-01-01T00:00:00Z"}, "occurred_at"),
        ({"value": "perhaps"}, "value"),
    ],
)
def test_one__that_breaks_a_rule__422_with_the_field(ask, decided, body, field) -> None:
    answer = ask("post", f"/decisions/{decided(1)[0].pk}/outcome/", body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_story__today_and_before__what_stood_and_all_that_was_said(ask, decided) -> None:
    path = f"/decisions/{decided(1, days_ago=0.5)[0].pk}/outcome/"
    assert (ask("get", path).status_code, ask("get", path).json()["title"]) == (404, "Outcome not known")
    ask("post", path, {"value": "no"})
    between = timezone.now().isoformat()
    ask("post", path, {"value": "yes"})
    today = ask("get", path, role="auditor").json()
    assert (today["value"], today["state"], [said["value"] for said in today["history"]]) == (
        "yes",
        "final",
        ["no", "yes"],
    )
    then = ask("get", path, role="auditor", query_params={"as_of": between}).json()
    assert (then["value"], then["state"], len(then["history"])) == ("no", "provisional", 1)
    ahead = ask("get", path, query_params={"as_of": "2999-01-01T00:00:00Z"})
    assert (ahead.status_code, ahead.json()["errors"][0]["field"]) == (422, "as_of")


def test_many__some_broken__200_with_a_verdict_on_each(ask, decided) -> None:
    first, second = decided(2)
    rows = [
        {"decision_id": str(first.pk), "value": "yes"},
        {"decision_id": str(second.pk), "value": "perhaps"},
        {"decision_id": str(uuid.uuid4()), "value": "yes"},
    ]
    answer = ask("post", "/outcomes/", rows)
    assert (answer.status_code, answer.json()["counts"]) == (200, {"new": 1, "refused": 2})
    found = answer.json()["outcomes"]
    assert [(row["row"], row["verdict"], row["field"], row["rule"]) for row in found] == [
        (1, "new", "", ""),
        (2, "refused", "value", "values"),
        (3, "refused", "decision_id", "known"),
    ]
    assert ask("post", "/outcomes/", rows[:1]).json()["counts"] == {"unchanged": 1}


@pytest.mark.parametrize("body", [[], {}, [1], "x", [{}] * 1_001])
def test_many__no_list_of_a_thousand_objects_at_most__422(ask, body) -> None:
    assert ask("post", "/outcomes/", body).status_code == 422


def test_file__small__taken_at_once_and_its_verdicts_fetched(ask, decided) -> None:
    decisions = decided(3)
    form = {"data": {"file": SimpleUploadedFile("march.csv", csv_of(decisions), "text/csv")}}
    answer = ask("post", FILES, **form)
    assert (answer.status_code, answer.json()["counts"], answer.json()["job_id"]) == (200, {"new": 3}, None)
    path = f"{FILES}{answer.json()['id']}/"
    assert ask("get", path, role="auditor").json() == answer.json()
    assert [file["id"] for file in ask("get", FILES).json()["results"]] == [answer.json()["id"]]
    verdicts = ask("get", f"{path}verdicts")
    assert 'filename="march.verdicts.csv"' in verdicts["Content-Disposition"]
    lines = b"".join(verdicts).decode().splitlines()
    assert lines[0] == "row,decision_id,verdict,field,rule,message"
    assert [line.split(",")[:3] for line in lines[1:]] == [
        [str(number), str(decision.pk), "new"] for number, decision in enumerate(decisions, 1)
    ]


def test_file__as_the_whole_body__by_its_content_type(ask, decided) -> None:
    answer = ask("post", f"{FILES}?filename=april.csv", data=csv_of(decided(1)), content_type="text/csv")
    assert (answer.status_code, answer.json()["name"]) == (200, "april.csv")


def test_file__as_a_job__202_and_taken_by_it(ask, decided, tenant_id) -> None:
    given = {"data": csv_of(decided(2)), "content_type": "text/csv", "headers": {"Prefer": "respond-async"}}
    answer = ask("post", FILES, **given)
    assert (answer.status_code, answer.json()["rows"]) == (202, 0)
    path = f"{FILES}{answer.json()['id']}/"
    assert answer["Location"] == f"/api/v1{path}"
    assert ask("get", f"{path}verdicts").status_code == 409
    run_job(tenant_id, uuid.UUID(answer.json()["job_id"]))
    assert ask("get", path).json()["counts"] == {"new": 2}
    job = ask("get", f"/jobs/{answer.json()['job_id']}/").json()
    assert (job["state"], job["result"]["counts"]) == ("succeeded", {"new": 2})


def test_file__more_than_a_thousand_rows__a_job(ask) -> None:
    rows = b"decision_id,value\n" + f"{uuid.UUID(int=1)},no\n".encode() * 1_001
    assert ask("post", FILES, data=rows, content_type="text/csv").status_code == 202


@pytest.mark.parametrize(
    ("content", "name", "rule"),
    [
        (b"decision_id,value,mood\n", "rows.csv", "columns"),
        (b"decision_id\n", "rows.csv", "columns"),
        (b"\xff\xfe", "rows.csv", "content"),
        (b"no file", "rows.csv.gz", "content"),
        (b"x", "rows.txt", "format"),
    ],
)
def test_file__that_cannot_be_used__422_and_nothing_kept(ask, tenant_id, content, name, rule) -> None:
    answer = ask("post", FILES, data={"file": SimpleUploadedFile(name, content)})
    assert (answer.status_code, answer.json()["errors"][0]["rule"]) == (422, rule)
    with acting(tenant_id, actor="user:test"):
        assert not OutcomeFile.objects.exists()


def test_file__cut_off_behind_its_first_rows__422_and_nothing_kept(ask, decided, tenant_id) -> None:
    import gzip

    content = gzip.compress(csv_of(decided(900)))[:-20]
    answer = ask("post", FILES, data={"file": SimpleUploadedFile("rows.csv.gz", content)})
    assert (answer.status_code, answer.json()["errors"][0]["rule"]) == (422, "content")
    with acting(tenant_id, actor="user:test"):
        assert not Statement.objects.exists()


def test_every_address__without_the_role__403(ask, decided) -> None:
    (decision,) = decided(1)
    for role in ("auditor", "approver"):
        assert ask("post", f"/decisions/{decision.pk}/outcome/", {"value": "no"}, role=role).status_code == 403
        assert ask("post", "/outcomes/", [{}], role=role).status_code == 403
        form = {"data": csv_of([decision]), "content_type": "text/csv"}
        assert ask("post", FILES, role=role, **form).status_code == 403


def test_every_address__of_another_tenant__404_and_nothing_changes(ask, stranger, decided) -> None:
    (decision,) = decided(1)
    path = f"/decisions/{decision.pk}/outcome/"
    assert stranger("post", path, {"value": "no"}).status_code == 404
    assert stranger("get", path).status_code == 404
    rows = [{"decision_id": str(decision.pk), "value": "no"}]
    assert stranger("post", "/outcomes/", rows).json()["outcomes"][0]["rule"] == "known"
    file = ask("post", FILES, data=csv_of([decision]), content_type="text/csv").json()["id"]
    for address in (f"{FILES}{file}/", f"{FILES}{file}/verdicts"):
        assert stranger("get", address).status_code == 404
    assert stranger("get", FILES).json()["results"] == []
