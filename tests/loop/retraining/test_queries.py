"""Lists of trainings and of what came of them."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


def test_jobs__behind_a_job__the_older_ones(ask, use_case) -> None:
    asked = [ask("post", "/train", use_case=use_case.name).json()["job_id"] for _ in range(3)]
    page = ask("get", "/jobs", limit=1, after=asked[2]).json()
    assert ([job["job_id"] for job in page["jobs"]], page["next"]) == ([asked[1]], asked[1])
    rest = ask("get", "/jobs", limit=1, after=page["next"]).json()
    assert ([job["job_id"] for job in rest["jobs"]], rest["next"]) == ([asked[0]], None)


@pytest.mark.parametrize("path", ["/jobs", "/models"])
def test_page__behind_what_is_not_there__422_that_names_after(done, path) -> None:
    answer = done.ask("get", path, after=str(uuid.uuid4()))
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["field"], error["rule"]) == ("after", "known")


def test_models__behind_one_that_is_there__the_older_ones(done) -> None:
    first = done.ask("get", "/models", limit=1).json()
    rest = done.ask("get", "/models", after=first["next"]).json()
    assert {model["model_id"] for model in first["models"] + rest["models"]} == set(done.run.versions)


def test_runs_behind__versions_of_a_training_and_another__one_question(done, tenant_id, register_version) -> None:
    from scorewright.loop.registry.queries import versions
    from scorewright.loop.retraining.queries import run_behind, runs_behind
    from scorewright.loop.tenancy.scope import acting

    with acting(done.tenant_id, actor="user:test"):
        of_it = list(versions())
        with CaptureQueriesContext(connection) as captured:
            found = runs_behind(of_it)
        assert len(captured) == 1
        assert {str(version): run.pk for version, run in found.items()} == dict.fromkeys(done.run.versions, done.run.pk)
    with acting(tenant_id, actor="user:test"):
        assert run_behind(register_version()) is None
