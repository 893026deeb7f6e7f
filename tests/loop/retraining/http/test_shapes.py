"""What the training service answers, and refuses, where the usual test does not look."""

from dataclasses import replace
from uuid import uuid4

import pytest

from scorewright.declare.decision import Decision
from scorewright.loop.training.evaluation.evaluating import evaluate_version


@pytest.fixture
def shy_and_bold(make_contestant, redeclare) -> tuple[str, str]:
    """Ids of two versions, by a threshold above every probability of the first and below some of the second."""
    redeclare(decision=Decision(threshold=0.97))
    return tuple(str(make_contestant(name).pk) for name in ("weak", "strong"))


def test_compare__version_that_labels_no_row_positive__no_best_by_precision_and_the_reason(ask, shy_and_bold) -> None:
    shy, bold = shy_and_bold
    answer = ask("post", "/compare", model_ids=[shy, bold], metrics=["precision", "roc_auc"])
    assert answer.status_code == 200, answer.content
    found = answer.json()
    assert found["metric_comparison"]["precision"][shy] is None
    assert found["metric_comparison"]["precision"][bold] > 0.9
    assert (found["best_model_id"], found["best_metric"]) == (None, "precision")
    assert found["verdict"] == "No version is best: precision has no value for v1 on these rows."
    assert [pair["metric"] for pair in found["statistical_significance"]] == ["roc_auc"]


def test_compare__one_metric_by_two_names__is_told_once(ask, shy_and_bold) -> None:
    found = ask("post", "/compare", model_ids=shy_and_bold, metrics=["auc_roc", "roc_auc"]).json()
    assert list(found["metric_comparison"]) == ["roc_auc"]
    assert len(found["statistical_significance"]) == 1


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/compare", {"model_ids": [str(uuid4()), str(uuid4())]}, "include_visualizations"),
        ("/evaluate/{best}", {"generate_plots": True}, "generate_report"),
        ("/activate/{best}", {"reason": "better"}, "force"),
    ],
)
def test_request__member_that_does_nothing__422_that_names_it(done, path, body, field) -> None:
    answer = done.ask("post", path.format(best=done.run.best_id), role="admin", **body, **{field: True})
    assert answer.status_code == 422, answer.content
    (error,) = answer.json()["errors"]
    assert (error["field"].split(".")[-1], error["rule"]) == (field, "extra_forbidden")


def test_feature_importance__learner_without_one__that_of_the_last_evaluation(ask, make_contestant) -> None:
    version = make_contestant("strong", importance=None)
    assert ask("get", f"/feature-importance/{version.pk}").json() == []
    permuted = evaluate_version(version=version, by="user:test", plots=False).findings["importance"]["permuted"]
    found = ask("get", f"/feature-importance/{version.pk}").json()
    assert {one["feature_name"]: one["importance_score"] for one in found} == {
        name: drop["value"] for name, drop in permuted.items()
    }
    assert (found[0]["feature_name"], found[0]["rank"]) == ("distance", 1)
    assert ask("get", f"/models/{version.pk}").json()["feature_importance"] == found


def test_feature_importance__learner_with_one__stays_its_own(ask, make_contestant) -> None:
    version = make_contestant("strong", importance={"van": 0.25, "distance": 0.5})
    evaluate_version(version=version, by="user:test", plots=False)
    found = ask("get", f"/feature-importance/{version.pk}").json()
    assert [(one["feature_name"], one["importance_score"]) for one in found] == [("distance", 0.5), ("van", 0.25)]


def test_metrics__confusion_matrix__reported_by_outcome(ask, make_contestant) -> None:
    counts = {"true_positives": 30, "false_positives": 10, "true_negatives": 50, "false_negatives": 20}
    found = ask("get", f"/metrics/{make_contestant('strong', confusion=counts).pk}").json()
    assert found["confusion_matrix"] == [[50, 10], [20, 30]]
    assert found["classification_report"] == {
        "negative": {"precision": 50 / 70, "recall": 50 / 60, "f1_score": 100 / 130, "support": 60},
        "positive": {"precision": 30 / 40, "recall": 30 / 50, "f1_score": 60 / 90, "support": 50},
    }


def test_metrics__no_row_labelled_positive__no_precision_of_it(ask, make_contestant) -> None:
    counts = {"true_positives": 0, "false_positives": 0, "true_negatives": 50, "false_negatives": 20}
    report = ask("get", f"/metrics/{make_contestant('strong', confusion=counts).pk}").json()["classification_report"]
    assert report["positive"] == {"precision": None, "recall": 0.0, "f1_score": 0.0, "support": 20}


def test_data_quality__use_case_with_a_group_field__rows_of_each_group(ask, use_case, redeclare) -> None:
    assert ask("post", "/data-quality", use_case=use_case.name).json()["samples_by_group"] is None
    plan = replace(use_case.training, quality=replace(use_case.training.quality, minimum_group_rows=134))
    redeclare(group_field="van", training=plan)
    report = ask("post", "/data-quality", use_case=use_case.name).json()
    assert report["samples_by_group"].items() >= {"small": 134, "large": 133}.items()
    assert sum(report["samples_by_group"].values()) == report["total_samples"]
    assert report["groups_below_threshold"] == {
        name: rows for name, rows in report["samples_by_group"].items() if name != "small"
    }
