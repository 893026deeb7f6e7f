from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from scorewright.client import ApiError, Unavailable

from .conftest import answer, drop, problem, truncate

JOB, ONE, OTHER = (str(uuid4()) for _ in range(3))
FIGURE = {"value": 0.75, "low": 0.7, "high": 0.8}
UNKNOWN = {"value": None, "low": None, "high": None}
GROUP: dict[str, Any] = {
    "name": "shoes",
    "rows": 40,
    "performance": {
        "positives": 12,
        "positive_rate": FIGURE,
        "selection_rate": FIGURE,
        "true_positive_rate": FIGURE,
        "false_positive_rate": FIGURE,
        "roc_auc": UNKNOWN,
        "calibration_gap": FIGURE,
    },
}
EVALUATION: dict[str, Any] = {
    "model_id": ONE,
    "evaluation_date": "2026-11-21T10:15:02Z",
    "metrics": {"roc_auc": FIGURE},
    "performance_by_band": [GROUP, {"name": "books", "rows": 2, "performance": None}],
    "performance_by_group": [{"field": "category", "groups": [GROUP]}],
    "calibration_score": 0.97,
    "calibration_bins": [
        {"rows": 40, "positives": 12, "lowest": 0.1, "highest": 0.4, "said": 0.28, "seen": FIGURE},
    ],
    "feature_importance": {
        "metric": "roc_auc",
        "permuted": {"value": FIGURE},
        "rows": 400,
        "repeats": 5,
        "native": None,
        "contributions": {
            "mean_absolute": {"value": 0.3},
            "rows": 400,
            "unit": "log_odds",
            "method": "linear",
            "exact": True,
        },
    },
    "plots": {"roc_curve": f"/api/v1/model-training/models/{ONE}/plots/roc_curve.png"},
    "findings": {},
    "seconds": 1.5,
}


def state(name: str) -> Any:
    return answer({"id": JOB, "state": name, "done": 0, "total": 12, "step": "", "error": ""})


def test_evaluate__accepted__waited_for_and_read(server: Any, on_job: Any) -> None:
    queued = answer({"task_id": JOB}, 202, Location=f"/api/v1/jobs/{JOB}/")
    server.does(queued, state("queued"), state("succeeded"), answer(EVALUATION))
    job, (found,) = on_job(None, ("wait",), begun=("training.evaluate", ONE))
    assert (str(job.id), found.model_id, found.metrics["roc_auc"].low) == (JOB, UUID(ONE), 0.7)
    assert found.performance_by_group[0].groups[0].performance.roc_auc.value is None
    assert (found.performance_by_band[1].performance, found.feature_importance.native) == (None, None)
    assert found.feature_importance.contributions.exact
    assert (server.seen[0].path, server.seen[0].json) == (
        f"/api/v1/model-training/evaluate/{ONE}",
        {"generate_plots": True},
    )


def test_evaluate__without_plots__said_so(server: Any, ask: Any) -> None:
    server.does(answer({}, 202, Location=f"/api/v1/jobs/{JOB}/"), state("queued"))
    ask("training.evaluate", ONE, plots=False)
    assert server.seen[0].json == {"generate_plots": False}


def test_evaluation__never_made__404(server: Any, ask: Any) -> None:
    server.does(problem(404, "Not evaluated"))
    with pytest.raises(ApiError, match="404 Not evaluated"):
        ask("training.evaluation", ONE)


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        (("download_plot", ONE, "roc_curve"), f"models/{ONE}/plots/roc_curve.png"),
        (("download_report", ONE), f"models/{ONE}/report.html"),
    ],
    ids=["plot", "report"],
)
def test_downloads__truncated_each_time__no_file(server: Any, ask: Any, tmp_path: Path, asked: Any, path: str) -> None:
    server.does(truncate, answer(b"all of it"))
    call, *given = asked
    into = tmp_path / "file"
    assert ask(f"training.{call}", *given, into) == into
    assert (into.read_bytes(), server.seen[-1].path) == (b"all of it", f"/api/v1/model-training/{path}")
    into.unlink()
    server.does(truncate)
    with pytest.raises(Unavailable):
        ask(f"training.{call}", *given, into, retries=1)
    assert list(tmp_path.iterdir()) == []


def compared(**changes: Any) -> dict[str, Any]:
    pair = {"best": "v2", "other": "v1", "metric": "f1", "method": "bootstrap", "gain": 0.01, "level": 0.95}
    return {
        "models": [
            {"model_id": found, "version": version, "algorithm": "xgboost", "status": "staging"}
            for found, version in ((ONE, "v1"), (OTHER, "v2"))
        ],
        "rows": 250,
        "positives": 75,
        "metric_comparison": {"f1": {ONE: 0.5, OTHER: 0.51}},
        "intervals": {"f1": {ONE: [0.4, 0.6], OTHER: None}},
        "statistical_significance": [
            {**pair, "interval": [-0.02, 0.04], "verdict": "insufficient_evidence", "words": "The rows do not tell."},
        ],
        "best_model_id": OTHER,
        "best_metric": "f1",
        "verdict": "The rows do not tell.",
    } | changes


def test_compare__two__by_the_ids_that_were_given(server: Any, ask: Any) -> None:
    server.does(drop, answer(compared()))
    found = ask("training.compare", [UUID(ONE), OTHER], metrics=["f1"])
    assert (found.best_model_id, found.metric_comparison["f1"][UUID(ONE)]) == (UUID(OTHER), 0.5)
    assert (found.intervals["f1"][UUID(ONE)], found.intervals["f1"][UUID(OTHER)]) == ((0.4, 0.6), None)
    assert found.statistical_significance[0].verdict == "insufficient_evidence"
    assert server.seen[0].json == {"model_ids": [ONE, OTHER], "metrics": ["f1"]}


def test_compare__no_value_for_one__no_best(server: Any, ask: Any) -> None:
    server.does(answer(compared(best_model_id=None, statistical_significance=[])))
    assert ask("training.compare", [ONE, OTHER]).best_model_id is None
    assert server.seen[0].json == {"model_ids": [ONE, OTHER]}
