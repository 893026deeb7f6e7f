import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from scorewright.loop.jobs.models import Schedule
from scorewright.loop.jobs.schedules.actions import follow, run_due
from scorewright.loop.tenancy.actions import issue_key
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.scope import acting


@pytest.fixture
def ask(tenant_id, declarations):
    """``ask("PATCH", "tests.hourly/", {...}, role="auditor")``: status and answer."""
    with acting(tenant_id, actor="test"):
        follow(declarations=declarations, now=datetime.now(UTC) - timedelta(hours=2))

    def ask(method: str, path: str = "", body: object = None, role: str = "admin"):
        with acting(tenant_id, actor="test"):
            _, token = issue_key(name=role, role=Role(role), by="test")
        client = Client(headers={"Authorization": f"Bearer {token}"}, raise_request_exception=False)
        answer = client.generic(method, f"/api/v1/schedules/{path}", json.dumps(body), content_type="application/json")
        return answer.status_code, json.loads(answer.content)

    return ask


def test_list__with_a_run__says_when_it_was_and_when_it_is_next(ask, tenant_id, declarations) -> None:
    with acting(tenant_id, actor="test"):
        (job,) = [
            job for job in run_due(declarations=declarations, now=datetime.now(UTC)) if "hourly" in job.created_by
        ]
    status, found = ask("GET", role="auditor")
    hourly = found[0]
    assert (status, [row["name"] for row in found]) == (200, ["tests.hourly", "tests.sundays"])
    assert hourly["last_job"] == str(job.pk)
    assert (hourly["cron"], hourly["enabled"], hourly["declared"], hourly["changed_by"]) == (
        "0 * * * *",
        True,
        True,
        "",
    )
    times = [datetime.fromisoformat(hourly[name]) for name in ("last_slot", "next_at")]
    assert times[1] - times[0] == timedelta(hours=1)
    assert times[1].utcoffset() == timedelta(0)


def test_patch__times__changed_in_the_name_of_who_did_it(ask) -> None:
    status, found = ask("PATCH", "tests.hourly/", {"cron": "15 4 * * *"})
    assert (status, found["cron"], found["enabled"]) == (200, "15 4 * * *", True)
    assert found["changed_by"].startswith("key:admin/")
    assert datetime.fromisoformat(found["next_at"]).time().isoformat() == "04:15:00"


def test_patch__disabled__has_no_next_slot(ask) -> None:
    assert ask("PATCH", "tests.hourly/", {"enabled": False})[1]["next_at"] is None


@pytest.mark.parametrize(
    ("body", "field", "rule", "words"),
    [
        ({"cron": "61 * * * *"}, "cron", "cron", "minute is none that there is"),
        ({"cron": "* * *"}, "cron", "cron", "must have five fields"),
        ({"cron": "*" * 101}, "cron", "string_too_long", "100"),
        ({"cron": 7}, "cron", "string_type", "string"),
        ({"enabled": "perhaps"}, "enabled", "bool_parsing", "boolean"),
        ({"kind": "other"}, "kind", "extra_forbidden", "not permitted"),
    ],
)
def test_patch__rule_broken__422_that_names_field_and_rule(ask, body, field: str, rule: str, words: str) -> None:
    status, found = ask("PATCH", "tests.hourly/", body)
    assert status == 422
    (error,) = found["errors"]
    assert (error["field"].rpartition(".")[2], error["rule"]) == (field, rule)
    assert words in error["message"]


@pytest.mark.parametrize("body", [{"cron": None}, {"enabled": None}, {}])
def test_patch__nothing_in_it__changes_nothing(ask, body, tenant_id) -> None:
    assert ask("PATCH", "tests.hourly/", body)[0] == 200
    with acting(tenant_id, actor="test"):
        assert Schedule.objects.get(name="tests.hourly").changed_by == ""


def test_patch__unknown__404(ask) -> None:
    assert ask("PATCH", "tests.nothing/", {})[0] == 404


def test_patch__role_that_is_no_admin__403(ask) -> None:
    assert ask("PATCH", "tests.hourly/", {}, role="analyst")[0] == 403
