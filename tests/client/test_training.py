from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest

from scorewright.client import (
    AnswerUnreadableError,
    ApiError,
    JobFailedError,
    QualityRefusedError,
    Rejected,
    Unavailable,
    UnsendableError,
)
from scorewright.client.configuration import Configuration

from .conftest import answer, drop, problem

JOB, BEST = str(uuid4()), str(uuid4())
MOMENT = "2026-11-21T10:15:02.114000Z"
QUEUED = answer({"success": True, "job_id": JOB}, 202, Location=f"/api/v1/model-training/jobs/{JOB}")
QUALITY: dict[str, Any] = {
    "use_case": "returns",
    "total_samples": 10,
    "feature_completeness": {"value": 1.0},
    "duplicate_count": 0,
    "outlier_count": 0,
    "outliers": {},
    "class_distribution": {"yes": 5, "no": 5},
    "class_balance_ratio": 1.0,
    "data_date_range": None,
    "recent_data_percentage": None,
    "groups_below_threshold": {"books": 3},
    "left_out": {},
    "passes_quality_check": False,
    "quality_issues": ["10 rows are fewer than 100."],
    "quality_warnings": [],
    "recommendations": ["Collect more rows."],
    "a_member_of_later": 1,
}


def state(name: str, done: int = 0, **changes: Any) -> Any:
    return answer({"id": JOB, "state": name, "done": done, "total": 1000, "step": "", "error": ""} | changes)


def training(**changes: Any) -> dict[str, Any]:
    trigger = {"trigger_type": "manual", "triggered_at": MOMENT, "triggered_by": "key:x", "reason": "asked for"}
    return {
        "job_id": JOB,
        "use_case": "returns",
        "status": "completed",
        "config": {"algorithms": ["xgboost"]},
        "trigger": trigger | {"new_samples_count": None},
        "current_step": "done",
        "progress_percentage": 100.0,
        "trained_models": [BEST],
        "best_model_id": BEST,
        "best_score": 0.8,
        "verdict": {"activated": False, "reasons": ["the policy is manual"]},
        "created_at": MOMENT,
        "created_by": "key:x",
    } | changes


def test_train__accepted__configuration_sent_once_waited_for_and_told(server: Any, on_job: Any) -> None:
    told: list[str] = []
    server.does(drop, QUEUED, state("queued"), state("running", 5), state("succeeded", 1000), answer(training()))
    begun = ("training.train", "returns")
    job, (found,) = on_job(None, ("wait", lambda seen: told.append(seen.state)), begun=begun)
    assert (told, str(job.id)) == (["queued", "running", "succeeded"], JOB)
    assert (found.best_model_id, found.trained_models) == (UUID(BEST), (UUID(BEST),))
    assert (found.verdict.activated, found.verdict.reasons) == (False, ("the policy is manual",))
    assert (found.trigger.trigger_type, found.created_at.year) == ("manual", 2026)
    assert [(seen.method, seen.path) for seen in server.seen] == [
        *[("POST", "/api/v1/model-training/train")] * 2,
        *[("GET", f"/api/v1/jobs/{JOB}/")] * 3,
        ("GET", f"/api/v1/model-training/jobs/{JOB}"),
    ]
    assert server.keys[0] is not None
    assert server.keys[0] == server.keys[1]


def test_train__configuration__as_it_was_given_without_what_is_none(server: Any, ask: Any) -> None:
    server.does(QUEUED, state("queued"))
    config = {"algorithms": ("xgboost",), "test_size": np.float64(0.25), "data_id": UUID(BEST), "notes": None}
    ask("training.train", "returns", idempotency_key="monday", data_source="upload", **config)
    assert server.keys[0] == "monday"
    assert server.seen[0].json == {
        "use_case": "returns",
        "data_source": "upload",
        "algorithms": ["xgboost"],
        "test_size": 0.25,
        "data_id": BEST,
    }


def test_train__value_that_is_no_json__not_sent(server: Any, ask: Any) -> None:
    with pytest.raises(UnsendableError, match=r"configuration\.test_size: nan"):
        ask("training.train", "returns", test_size=float("nan"))
    assert server.seen == []


def test_train__report_objects__says_to_what(server: Any, ask: Any) -> None:
    title = "The data-quality report objects"
    server.does(answer({"status": 400, "title": title, "detail": "No training was begun.", "report": QUALITY}, 400))
    with pytest.raises(QualityRefusedError, match=r"400 .* No training was begun\. 10 rows are fewer") as raised:
        ask("training.train", "returns")
    assert raised.value.report.groups_below_threshold == {"books": 3}
    assert (isinstance(raised.value, ApiError), len(server.seen)) == (True, 1)


def test_train__configuration_breaks_a_rule__names_the_field(server: Any, ask: Any) -> None:
    broken = {"field": "config.test_size", "rule": "less_than_equal", "message": "Input should be at most 0.3"}
    server.does(problem(422, errors=[broken]))
    with pytest.raises(Rejected) as raised:
        ask("training.train", "returns", test_size=0.9)
    assert raised.value.problems[0].field == "config.test_size"


@pytest.mark.parametrize("location", ["", "/api/v1/model-training/jobs/none"])
def test_train__202_without_a_job__unreadable(server: Any, ask: Any, location: str) -> None:
    server.does(answer({}, 202, Location=location))
    with pytest.raises(AnswerUnreadableError, match="Location"):
        ask("training.train", "returns")


def test_wait__training_that_failed__says_why(server: Any, on_job: Any) -> None:
    server.does(state("running"), state("failed", error="took longer than max_training_time_minutes, which is 1"))
    with pytest.raises(JobFailedError, match="took longer"):
        on_job(None, ("wait",), begun=("training.job", JOB))


def test_cancel__training__by_its_job(server: Any, on_job: Any) -> None:
    server.does(QUEUED, state("running"), state("cancelled"))
    job, (last,) = on_job(None, ("cancel",), begun=("training.train", "returns"))
    assert (last.state, job.state.finished) == ("cancelled", True)
    assert (server.seen[-1].method, server.seen[-1].path) == ("POST", f"/api/v1/jobs/{JOB}/cancel/")


def test_upload__file__as_a_form(server: Any, ask: Any, tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("value,returned\n1,yes\n")
    kept = {"data_id": BEST, "name": "rows.csv", "kind": "csv", "bytes": 21, "sha256": "0", "at": MOMENT}
    server.does(problem(503, Retry_After="0"), answer(kept, 201))
    found = ask("training.upload", rows)
    assert (found.data_id, found.kind) == (UUID(BEST), "csv")
    assert all(b'filename="rows.csv"' in seen.body and b"1,yes" in seen.body for seen in server.seen)
    assert server.seen[-1].path == "/api/v1/model-training/data/"


def test_examine__rows__report(server: Any, ask: Any) -> None:
    server.does(answer(QUALITY))
    found = ask("training.examine", "returns", data_source="decisions")
    assert (found.passes_quality_check, found.class_distribution) == (False, {"yes": 5, "no": 5})
    assert (server.seen[0].path, server.seen[0].json["data_source"]) == (
        "/api/v1/model-training/data-quality",
        "decisions",
    )


def test_trainings__two_pages__followed(server: Any, ask: Any) -> None:
    server.does(
        answer({"jobs": [training(), training(status="failed", verdict=None)], "total": 3, "next": BEST}),
        answer({"jobs": [training(status="cancelled")], "total": 3, "next": None}),
    )
    assert [found.status for found in ask("training.trainings", use_case="returns", status="failed")] == [
        "completed",
        "failed",
        "cancelled",
    ]
    base = "/api/v1/model-training/jobs?limit=100&use_case=returns&status=failed"
    assert [seen.path for seen in server.seen] == [base, f"{base}&after={BEST}"]


def test_models__only_the_active__asked_for(server: Any, ask: Any) -> None:
    server.does(answer({"models": [], "total": 0, "next": None}))
    assert ask("training.models", active_only=True) == []
    assert server.seen[0].path == "/api/v1/model-training/models?limit=100&active_only=true"


ACTIVATION = {"id": JOB, "use_case": "returns", "version_id": BEST, "replaced_id": None, "kind": "manual"} | {
    "reason": "won",
    "by": "key:x",
    "at": MOMENT,
}


def test_activate__answer_lost__sent_again_since_it_changes_nothing_then(server: Any, ask: Any) -> None:
    server.does(drop, answer(ACTIVATION))
    assert ask("training.activate", BEST, "won").replaced_id is None
    assert [(seen.path, seen.json) for seen in server.seen] == [
        (f"/api/v1/models/{BEST}/activate/", {"reason": "won"})
    ] * 2


@pytest.mark.parametrize("fault", [drop, problem(503, Retry_After="0")], ids=["dropped", "503"])
def test_rollback__answer_lost__never_sent_again_since_it_would_go_further_back(
    server: Any, ask: Any, fault: Any
) -> None:
    server.does(fault, answer(ACTIVATION))
    with pytest.raises(Unavailable, match="1 try"):
        ask("training.rollback", "returns", "complaints")
    assert [seen.path for seen in server.seen] == ["/api/v1/use-cases/returns/rollback/"]


def test_activate__policy_objects__refused_with_the_reasons(server: Any, ask: Any) -> None:
    server.does(problem(409, "Activation refused"))
    with pytest.raises(ApiError, match="409 Activation refused"):
        ask("training.activate", BEST, "won")


def test_configuration__its_fields__are_those_that_the_service_knows() -> None:
    from scorewright.loop.retraining.config import TrainingConfig

    assert Configuration.__annotations__.keys() | {"use_case"} == TrainingConfig.model_fields.keys()
