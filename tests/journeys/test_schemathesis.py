"""Every address of the API, asked by schemathesis with what its own document allows and what it forbids."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import CheckContext, not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    positive_data_acceptance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from scorewright.declare.catalogue import use_cases
from scorewright.loop.serving.door.addresses import paths_of
from scorewright.project.web.api import API

DOCUMENT = schemathesis.openapi.from_dict(json.loads(json.dumps(API.get_openapi_schema())))
# Benchmarks have use cases of their own, which this process finds once one is imported, and the service does not.
SCHEMA = DOCUMENT.exclude(path_regex="/bench_")
SCHEMA.config.generation.update(modes=list(schemathesis.GenerationMode))
SCHEMA.config.phases.coverage.enabled = False  # the same cases in every run, three times as many as ours
# A cursor, an outcome, a status, a file, a tensor, a traffic plan, an experiment, a cron expression or a configuration
# must be more than its schema can say, a key must be new, and what is in production must be guarded.
MORE_THAN_SCHEMA = re.compile(
    r"/(models|considerations|decisions|jobs|scoring-runs|outcomes/files|notifications|deliveries|experiments|looks)/$"
    r"|/channels/|/outcome/$|/shadow/outcomes/$|/traffic/$|/performance/$|/guard/(look/)?$"
    r"|/experiments/plan/$|/stop/$|/abtests$|/stop_ab_test/"
    r"|/mlalgorithms$|/mlalgorithmstatuses$|/mlrequests(/\{mlrequest_id\})?$|/feedback$|/predict$"
    r"|/applications/|/batch(-predict)?$|/infer$|/schedules/"
    r"|/model-training/(train|data/|data-quality|compare|activate/|(jobs|models)$)"
)
# Rules between two fields are said in words, since JSON Schema cannot compare.
WITH_RULES = {path for use_case in use_cases().values() if use_case.rules for path in paths_of(use_case)}


def what_the_schema_allows_is_accepted(context: CheckContext, response: Any, case: Any) -> bool | None:
    beyond = MORE_THAN_SCHEMA.search(case.operation.path) or case.operation.path in WITH_RULES
    if beyond or "Idempotency-Key" in case.headers or says_nothing(case.body):
        return None
    accepted: bool | None = positive_data_acceptance(context, response, case)
    return accepted


def says_nothing(body: Any) -> bool:
    """A reason of spaces is as long as its schema wants, and is none."""
    return isinstance(body, dict) and "reason" in body and not str(body["reason"]).strip()


def what_the_schema_forbids_is_refused(context: CheckContext, response: Any, case: Any) -> bool | None:
    """Broken records of a list are told in their places, the library that pages takes 1.0 for a number, and what is no
    string is one when it is sent as text: a file to train from.
    """
    if isinstance(case.body, list) or "page_size" in case.query or case.operation.path.endswith("/data/"):
        return None
    refused: bool | None = negative_data_rejection(context, response, case)
    return refused


CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    ignored_auth,
    what_the_schema_forbids_is_refused,
    what_the_schema_allows_is_accepted,
]


def documented(case: Any) -> dict[str, Any]:
    """An address that says whether something is ready says so by 503."""
    unready = [not_a_server_error] if case.path.endswith("/ready") else []
    return {"checks": CHECKS, "excluded_checks": unready, "timeout": 30}


pytestmark = pytest.mark.journey
of_each_address = SCHEMA.parametrize()
of_each_closed_address = SCHEMA.exclude(path_regex="^/v2/health/").parametrize()
of_each_thing = SCHEMA.include(path_regex=r"\{").parametrize()
bounded = settings(
    max_examples=8,
    deadline=None,  # a whole service answers, on a machine that has other work
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def there_are(running: Any) -> dict[str, str]:
    """What the parts of a path can really be."""
    retention = use_cases()["retention"]
    with running.client() as client:
        decided = client.post("/api/v1/predict/retention/", json=dict(retention.examples[0])).json()
        (version, *_) = client.get("/api/v1/models/", params={"use_case": "retention"}).json()["results"]
        rows = 1001 * (json.dumps(dict(retention.examples[0])) + "\n")
        promised = client.post("/api/v1/retention/batch", files={"file": ("rows.jsonl", rows, "application/jsonl")})
        assert promised.status_code == 202
        webhook = {"kind": "webhook", "name": "schemathesis", "url": "https://hooks.invalid/in"}
        channel = client.post("/api/v1/channels/", json=webhook).json()
        live = client.get("/api/v1/models/", params={"use_case": "retention", "status": "production"}).json()["results"]
        arms = [{"version_id": live[0]["id"], "share": 0.5, "name": name} for name in ("a", "b")]
        wanted = {"use_case": "retention", "title": "a/a", "reason": "r", "arms": arms, "planned_units": 200}
        experiment = client.post("/api/v1/experiments/", json=wanted).json()
        client.post(f"/api/v1/experiments/{experiment['id']}/stop/", json={"reason": "seen enough"})
        wanted = {"use_case": "credit", "record": dict(use_cases()["credit"].examples[0]), "submit": True}
        application = client.post("/api/v1/applications/", json=wanted).json()
        batch = client.post(
            "/api/v1/applications/ml-assessments/batch-trigger/", json={"application_ids": [application["id"]]}
        ).json()
        run = client.get(f"/api/v1/scoring-runs/{promised.headers['X-Scoring-Run']}/").json()
        (status, *_) = client.get("/api/v1/mlalgorithmstatuses").json()["results"]
    return {
        "use_case": "retention",
        "application_id": application["id"],
        "batch_id": batch["task_id"],
        "version": "v1",
        "decision_id": decided["decision_id"],
        "version_id": version["id"],
        "endpoint_name": "retention",
        "mlalgorithm_id": version["id"],
        "status_id": status["id"],
        "mlrequest_id": decided["decision_id"],
        "run_id": run["id"],
        "experiment_id": experiment["id"],
        "ab_test_id": experiment["id"],
        "job_id": run["job_id"],
        "channel_id": channel["id"],
    }


@pytest.fixture(scope="module", autouse=True)
def whatever_was_activated_is_taken_back(running: Any) -> Iterator[None]:
    """The service is that of other journeys too."""
    with running.client() as client:
        asked = {"use_case": "retention", "status": "production"}
        (before,) = client.get("/api/v1/models/", params=asked).json()["results"]
        yield
        (now,) = client.get("/api/v1/models/", params=asked).json()["results"]
        client.post("/api/v1/use-cases/retention/traffic/end/", json={"reason": "as it was"})
        if now["id"] != before["id"]:
            given = client.post(f"/api/v1/models/{before['id']}/activate/", json={"reason": "as it was"})
            assert given.status_code == 200, given.text


@of_each_address
@bounded
def test_address__with_a_key__answers_as_its_document_says(case: Any, running: Any) -> None:
    key = running.credentials["admin_key"]
    case.call_and_validate(running.url, headers={"Authorization": f"Bearer {key}"}, **documented(case))


@of_each_thing
@bounded
def test_address__of_what_there_is__answers_as_its_document_says(case: Any, running: Any, there_are: Any) -> None:
    key = running.credentials["admin_key"]
    case.path_parameters = {name: there_are.get(name, value) for name, value in case.path_parameters.items()}
    given = documented(case)
    given["excluded_checks"].append(what_the_schema_forbids_is_refused)  # it may have been what is replaced here
    case.call_and_validate(running.url, headers={"Authorization": f"Bearer {key}"}, **given)


@of_each_closed_address
@settings(bounded, max_examples=5)
def test_address__without_a_key__is_refused_as_its_document_says(case: Any, running: Any) -> None:
    for name in ("Authorization", "X-API-Key"):
        case.headers.pop(name, None)
    assert case.call_and_validate(running.url, **documented(case)).status_code in (400, 401, 405)
