"""The training service over HTTP."""

import uuid

import pytest

from scorewright.loop.registry.holdouts import holdout_of, unseen_by
from scorewright.loop.registry.queries import version
from scorewright.loop.tenancy.scope import acting


def test_train__small_use_case__versions_best_and_all_that_the_job_tells(done) -> None:
    ask, run = done.ask, done.run
    job = ask("get", f"/jobs/{run.job_id}").json()
    assert (job["status"], job["progress_percentage"], job["error_message"]) == ("completed", 100.0, None)
    assert job["algorithms_completed"] == ["decision_tree", "logistic_regression"]
    assert set(job["trained_models"]) == set(run.versions)
    assert job["best_model_id"] == str(run.best_id)
    assert job["best_score"] == max(found["mean"] for found in run.selection.values())
    assert job["trigger"]["trigger_type"] == "manual"
    model = ask("get", f"/models/{run.best_id}").json()
    assert (model["version_tag"], model["notes"], model["training_config"]["version_tag"]) == (
        "first",
        "a note",
        "first",
    )
    assert model["is_active"]
    assert sum(sum(row) for row in model["metrics"]["confusion_matrix"]) == 100


def test_train__configuration__changes_what_is_trained(ask, trained) -> None:
    run = trained(
        algorithms=["decision_tree"], test_size=0.3, cross_validation_folds=4, target_metric="f1_score", random_state=1
    )
    assert list(run.selection) == ["decision_tree"]
    assert (run.selection["decision_tree"]["metric"], len(run.selection["decision_tree"]["folds"])) == ("f1", 4)
    metrics = ask("get", f"/metrics/{run.best_id}").json()
    assert sum(sum(row) for row in metrics["confusion_matrix"]) == 120
    assert metrics["f1_score"] == metrics["intervals"]["f1"]["value"]


@pytest.mark.parametrize(
    ("config", "field"),
    [
        ({"min_samples": 99}, "min_samples"),
        ({"test_size": 0.05}, "test_size"),
        ({"algorithms": []}, "algorithms"),
        ({"algorithms": ["xgboost", "xgboost"]}, "algorithms"),
        ({"algorithms": ["ensemble"]}, "algorithms"),
        ({"cross_validation_folds": 2}, "cross_validation_folds"),
        ({"tuning_iterations": 201}, "tuning_iterations"),
        ({"target_metric": "no_metric"}, "target_metric"),
        ({"n_jobs": 0}, "n_jobs"),
        ({"parameters": {"decision_tree": {"max_depth": 2.5}}}, "parameters.decision_tree.max_depth"),
        ({"parameters": {"decision_tree": {"trees": 3}}}, "parameters.decision_tree.trees"),
        ({"feature_selection": "manual"}, "config"),
        ({"data_source": "upload"}, "config"),
        ({"unknown": 1}, "unknown"),
        ({"data_source": "csv", "data_path": "/etc/passwd"}, "data_path"),
        ({"data_source": "csv", "data_path": "relative.csv"}, "data_path"),
    ],
)
def test_train__configuration_that_breaks_a_rule__422_that_names_the_field(ask, use_case, config, field) -> None:
    answer = ask("post", "/train", use_case=use_case.name, **config)
    assert answer.status_code == 422, answer.content
    assert any(field in error["field"] for error in answer.json()["errors"]), answer.json()


def test_train__rows_below_the_quality_limits__400_with_the_report(ask, use_case) -> None:
    answer = ask("post", "/train", use_case=use_case.name, min_samples=5000)
    assert answer.status_code == 400
    report = answer.json()["report"]
    assert not report["passes_quality_check"]
    assert report["quality_issues"] == ["There are 400 rows; at least 5000 are needed."]
    assert ask("get", "/jobs").json()["total"] == 0


def test_train__role_that_may_only_read__403(ask, use_case) -> None:
    assert ask("post", "/train", role="auditor", use_case=use_case.name).status_code == 403
    assert ask("get", "/jobs", role="auditor").status_code == 200


def test_jobs__several__filtered_and_paged(ask, use_case) -> None:
    asked = [ask("post", "/train", use_case=use_case.name).json()["job_id"] for _ in range(3)]
    ask("delete", f"/jobs/{asked[0]}")
    page = ask("get", "/jobs", status="pending", limit=1).json()
    assert (page["total"], [job["job_id"] for job in page["jobs"]]) == (2, [asked[2]])
    rest = ask("get", "/jobs", status="pending", limit=1, after=page["next"]).json()
    assert ([job["job_id"] for job in rest["jobs"]], rest["next"]) == ([asked[1]], None)
    assert [job["job_id"] for job in ask("get", "/jobs", status="cancelled").json()["jobs"]] == [asked[0]]


def test_cancel__job_that_waits__cancelled_and_a_second_time_the_same(ask, use_case) -> None:
    job_id = ask("post", "/train", use_case=use_case.name).json()["job_id"]
    assert ask("delete", f"/jobs/{job_id}").json()["status"] == "cancelled"
    assert ask("delete", f"/jobs/{job_id}").json()["status"] == "cancelled"
    assert ask("delete", f"/jobs/{uuid.uuid4()}").status_code == 404


def test_cancel__finished_job__409(done) -> None:
    ask, run = done.ask, done.run
    assert ask("delete", f"/jobs/{run.job_id}").status_code == 409


def test_activate__unknown_model__404_and_nothing_changes(done) -> None:
    ask, run = done.ask, done.run
    assert ask("post", f"/activate/{uuid.uuid4()}", role="approver", reason="better").status_code == 404
    assert ask("get", f"/models/{run.best_id}").json()["is_active"]


def test_activate__other_version__it_is_active_and_the_former_is_not(ask, trained) -> None:
    run = trained()
    other = next(found for found in run.versions if found != str(run.best_id))
    assert ask("post", f"/activate/{other}", role="approver", reason=" ").status_code == 422
    assert (
        ask("post", f"/activate/{other}", role="approver", reason="better", model_id=str(run.best_id)).status_code
        == 422
    )
    assert ask("post", f"/activate/{other}", role="approver", reason="better").json()["success"]
    active = ask("get", "/models", active_only="true").json()
    assert [model["model_id"] for model in active["models"]] == [other]


def test_feature_importance__trained_model__ranked(done) -> None:
    found = done.ask("get", f"/feature-importance/{done.run.best_id}").json()
    assert [one["rank"] for one in found] == list(range(1, len(found) + 1))
    assert found[0]["feature_name"] == "distance"


def test_data_quality__declared_rows__what_was_planted(ask, use_case) -> None:
    report = ask("post", "/data-quality", use_case=use_case.name).json()
    assert (report["total_samples"], report["passes_quality_check"]) == (400, True)
    assert report["feature_completeness"]["parcels"] == pytest.approx(1 - 58 / 400)


def test_status__one_training__counted(done) -> None:
    ask, run = done.ask, done.run
    found = ask("get", "/status").json()
    assert (found["status"], found["models"]["total"], found["jobs"]["completed"]) == ("operational", 2, 1)
    assert found["models"]["active_model_ids"] == {run.use_case: str(run.best_id)}


def test_jobs__of_another_tenant__404(ask, foreign_job) -> None:
    assert ask("get", f"/jobs/{foreign_job}").status_code == 404
    assert ask("delete", f"/jobs/{foreign_job}").status_code == 404


def test_compare__two_versions__same_rows_with_pairs_and_a_verdict(done) -> None:
    ask, run = done.ask, done.run
    found = ask("post", "/compare", model_ids=run.versions).json()
    with acting(done.tenant_id, actor="user:test"):
        kept = unseen_by(holdout_of(run.best), [version(uuid.UUID(one)) for one in run.versions])
    assert (found["rows"], len(kept)) == (kept.sum(), 100)  # one is equal to a row that trained
    assert set(found["metric_comparison"]) == {"roc_auc", "accuracy", "precision", "recall", "f1"}
    best = max(found["metric_comparison"]["roc_auc"].items(), key=lambda pair: pair[1])[0]
    assert (found["best_model_id"], found["best_metric"]) == (best, "roc_auc")
    assert {pair["metric"] for pair in found["statistical_significance"]} == set(found["metric_comparison"])
    assert found["verdict"]


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"model_ids": ["00000000-0000-4000-8000-000000000000"] * 2}, 404, None),
        ({"model_ids": []}, 422, "model_ids"),
        ({"metrics": ["no_metric"]}, 422, "metrics"),
    ],
)
def test_compare__unusable_request__says_what(done, change, status, field) -> None:
    answer = done.ask("post", "/compare", **{"model_ids": done.run.versions, **change})
    assert answer.status_code == status
    assert field is None or field in answer.json()["errors"][0]["field"]


def test_compare__same_version_twice__422(done) -> None:
    answer = done.ask("post", "/compare", model_ids=[done.run.versions[0]] * 2)
    assert answer.json()["errors"][0]["field"] == "model_ids"


def test_evaluate__trained_model__results_plots_and_report(done) -> None:
    from scorewright.loop.jobs.running import run_job

    ask, run = done.ask, done.run
    assert ask("get", f"/evaluate/{run.best_id}/results").status_code == 404
    queued = ask("post", f"/evaluate/{run.best_id}", generate_plots=True)
    assert (queued.status_code, queued.headers["Location"]) == (202, f"/api/v1/jobs/{queued.json()['task_id']}/")
    run_job(done.tenant_id, uuid.UUID(queued.json()["task_id"]))
    found = ask("get", f"/evaluate/{run.best_id}/results").json()
    assert found["metrics"]["roc_auc"]["value"] == run.best.metrics["roc_auc"]["value"]
    assert {group["field"] for group in found["performance_by_group"]} == {"driver_sex"}
    assert 0.5 < found["calibration_score"] <= 1
    plot = ask("get", found["plots"]["roc_curve"].removeprefix("/api/v1/model-training"))
    assert (plot.headers["Content-Type"], plot.content[:4]) == ("image/png", b"\x89PNG")
    report = ask("get", f"/models/{run.best_id}/report.html")
    assert b"Will this delivery be late?" in report.content
    assert ask("get", f"/models/{run.best_id}/plots/none.png").status_code == 404
    assert ask("post", f"/evaluate/{uuid.uuid4()}", generate_plots=True).status_code == 404
