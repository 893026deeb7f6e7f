"""Performance over HTTP."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from scorewright.loop.tenancy.scope import acting

PATH = "/use-cases/late_delivery/performance/"


@pytest.fixture
def served(keep, drawn, tenant_id) -> None:
    """130 matured decisions with outcomes, and 40 whose window is open."""
    p, y = drawn(130)
    with acting(tenant_id, actor="user:test"):
        keep(p, y.tolist(), at=timezone.now() - timedelta(days=2))
        keep(p[:40], [None] * 40, at=timezone.now() - timedelta(hours=1))


def test_performance__some_matured__measured_and_the_rest_marked_as_estimated(ask, served) -> None:
    answer = ask("get", PATH, role="auditor")
    assert answer.status_code == 200
    told = answer.json()
    assert (told["use_case"], told["by"], told["version"]) == ("late_delivery", "version", None)
    assert datetime.fromisoformat(told["until"]) - datetime.fromisoformat(told["since"]) == timedelta(weeks=26, days=1)
    (cohort,) = told["cohorts"]
    counts = {name: cohort[name] for name in ("name", "by_fallback", "decisions", "fallbacks", "matured", "labelled")}
    assert counts == {
        "name": "v1", "by_fallback": False, "decisions": 170, "fallbacks": 0, "matured": 130, "labelled": 130,
    }  # fmt: skip
    assert cohort["effective_rows"] == 130
    assert cohort["metrics"]["accuracy"]["low"] < cohort["metrics"]["accuracy"]["value"]
    assert (cohort["estimated"]["kind"], cohort["estimated"]["rows"]) == ("estimated", 40)
    assert cohort["estimated"]["words"].startswith("Estimated from the probabilities alone, of 40 decisions")
    assert cohort["back_test"]["metrics"]["accuracy"]["kept"] is True
    assert cohort["words"] == "Measured on 130 of 130 matured decisions."
    assert told["track_record"]["accuracy"]["words"].startswith("Of 1 estimates of accuracy, 1 kept")


def test_performance__nothing_matured__says_so_in_words(ask, keep, drawn, tenant_id) -> None:
    with acting(tenant_id, actor="user:test"):
        keep(drawn(30)[0], [None] * 30, at=timezone.now() - timedelta(hours=1))
    (cohort,) = ask("get", PATH, query_params={"by": "week"}).json()["cohorts"]
    assert (cohort["metrics"], cohort["back_test"]) == (None, None)
    assert cohort["words"] == "Not enough matured outcomes: no window of 30 decisions is over."


@pytest.mark.parametrize(
    ("params", "field", "rule"),
    [
        ({"by": "mood"}, "by", "values"),
        ({"by": "group:mood"}, "by", "group"),
        ({"version": "v9"}, "version", "known"),
        ({"version": "nine"}, "version", "string_pattern_mismatch"),
        ({"as_of": "2999-01-01T00:00:00Z"}, "as_of", "value_error"),
        ({"since": "2020-01-02T00:00:00Z", "until": "2020-01-01T00:00:00Z"}, "since", "order"),
    ],
)
def test_performance__of_what_cannot_be_asked__422_with_field_and_rule(ask, use_case, params, field, rule) -> None:
    answer = ask("get", PATH, query_params=params)
    assert answer.status_code == 422
    assert [(error["field"], error["rule"]) for error in answer.json()["errors"]] == [(field, rule)]


@pytest.mark.parametrize("by", ["week", "version"])
def test_performance__of_the_first_days_there_are__nothing(ask, use_case, by) -> None:
    answer = ask("get", PATH, query_params={"by": by, "as_of": "0001-01-02T00:00:00Z"})
    assert (answer.status_code, answer.json()["cohorts"]) == (200, [])


def test_performance__of_no_use_case__404(ask) -> None:
    answer = ask("get", "/use-cases/nothing/performance/")
    assert (answer.status_code, answer.json()["title"]) == (404, "Unknown use case")


def test_performance__without_a_key__401(ask, use_case) -> None:
    assert ask("get", PATH, headers={"Authorization": ""}).status_code == 401


def test_performance__of_another_tenant__nothing(stranger, served) -> None:
    assert stranger("get", PATH).json()["cohorts"] == []
