"""Versions side by side on the same rows."""

import json

import pytest

from scorewright.declare.activation import ActivationPolicy
from scorewright.loop.registry.holdouts import holdout_of, unseen_by
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.training.common_rows import IncomparableError, common_rows
from scorewright.loop.training.comparison import UnknownMetricError, compare
from scorewright.science.metrics.ranking import roc_auc


def test_compare__weak_and_strong__verdict_for_each_metric_on_the_same_rows(make_contestant) -> None:
    weak, strong = make_contestant("weak"), make_contestant("strong")
    found = compare([weak, strong], ["roc_auc", "brier"])
    kept = holdout_of(strong)
    unseen = unseen_by(kept, [weak, strong])  # a few are equal to rows that trained
    assert (found.newest, found.rows, found.of_rows) == (strong, unseen.sum(), len(kept.labels))
    assert found.positives == kept.labels[unseen].sum()
    area = roc_auc(kept.labels[unseen], kept.probabilities[unseen])
    assert found.versions[1].metrics["roc_auc"].value == pytest.approx(area)
    assert [(pair.difference.metric, pair.best, pair.other) for pair in found.pairs] == [
        ("roc_auc", strong, weak),
        ("brier", strong, weak),
    ]
    assert {pair.verdict.outcome for pair in found.pairs} == {"b_is_better"}
    assert found.pairs[0].verdict.words.startswith("v2 is better: roc_auc")
    assert found.pairs[0].level == 0.95


def test_compare__twins__does_not_claim_that_one_is_better(make_contestant, redeclare) -> None:
    redeclare(activation=ActivationPolicy(min_improvement=0.0))
    found = compare([make_contestant("strong"), make_contestant("twin")])
    outcomes = {pair.difference.metric: pair.verdict.outcome for pair in found.pairs}
    assert set(outcomes) == {"roc_auc", "average_precision", "ks", "brier", "log_loss", "f1"}
    assert outcomes["roc_auc"] == "insufficient_evidence"


def test_compare__twins_and_a_gain_that_matters_is_declared__no_relevant_difference(make_contestant) -> None:
    (pair,) = compare([make_contestant("strong"), make_contestant("twin")], ["roc_auc"]).pairs
    assert pair.verdict.outcome == "no_relevant_difference"


def test_compare__three_versions__pairs_with_the_best_share_the_error_rate(make_contestant) -> None:
    versions = [make_contestant(name) for name in ("weak", "strong", "twin")]
    found = compare(versions, ["roc_auc"])
    assert len(found.pairs) == 2
    assert [pair.level for pair in found.pairs] == [pytest.approx(1 - 0.05 / 3)] * 2
    assert len({pair.best for pair in found.pairs}) == 1


def test_compare__as_json__can_be_sent(make_contestant) -> None:
    answer = compare([make_contestant("weak"), make_contestant("strong")]).to_json()
    assert json.loads(json.dumps(answer)) == answer
    assert answer["pairs"][0]["words"].endswith(".")


def test_compare__metric_that_cannot_rank__refused_by_name(make_contestant) -> None:
    versions = [make_contestant("weak"), make_contestant("strong")]
    for name in ("calibration_slope", "lift"):
        with pytest.raises(UnknownMetricError, match=name):
            compare(versions, [name])


def test_compare__same_version_twice_or_one_alone__refused(make_contestant) -> None:
    version = make_contestant("weak")
    for versions in ([version], [version, version]):
        with pytest.raises(IncomparableError, match="two to 10 different versions"):
            compare(versions)


def test_common_rows__use_cases_differ__refused(make_contestant) -> None:
    first, second = make_contestant("weak"), make_contestant("strong")
    ModelVersion.objects.filter(pk=first.pk).update(use_case="something_else")
    first.refresh_from_db()
    with pytest.raises(IncomparableError, match="versions of one use case"):
        common_rows([first, second])


def test_common_rows__features_differ__refused_by_name(make_contestant) -> None:
    old, new = make_contestant("weak"), make_contestant("strong")
    ModelVersion.objects.filter(pk=new.pk).update(features=[{"name": "parcels", "kind": "number", "monotone": 0}])
    new.refresh_from_db()
    with pytest.raises(IncomparableError, match="which the rows do not have"):
        common_rows([old, new])
