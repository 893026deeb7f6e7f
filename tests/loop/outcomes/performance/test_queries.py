"""Performance of what was served, held against figures that are computed otherwise."""

import uuid
from collections import Counter
from datetime import timedelta

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, brier_score_loss, precision_score, recall_score, roc_auc_score

from scorewright.loop.deployment.models import ShadowDecision, TrafficPlan
from scorewright.loop.intake.models import Application, Assessment, Monitored
from scorewright.loop.outcomes.lots import lot_of
from scorewright.loop.outcomes.performance import reading, sample
from scorewright.loop.outcomes.performance.queries import performance
from scorewright.loop.outcomes.performance.question import PerformanceRejectedError, ask
from scorewright.loop.tenancy.actions import create_tenant
from scorewright.loop.tenancy.scope import acting
from tests.loop.intake.conftest import INTAKE


def value(cohort, metric: str) -> float:
    return cohort.metrics[metric].value


def counts(cohort) -> tuple[int, int, int, int]:
    served = cohort.served
    return served.decisions, served.fallbacks, served.matured, served.labelled.count


def expected_of(y, p, labels, weights=None) -> dict[str, float]:
    """What scikit-learn makes of the same rows."""
    x = np.log(p / (1 - p)).reshape(-1, 1)
    line = LogisticRegression(C=np.inf, tol=1e-10).fit(x, y, sample_weight=weights)
    return {
        "roc_auc": roc_auc_score(y, p, sample_weight=weights),
        "accuracy": accuracy_score(y, labels, sample_weight=weights),
        "precision": precision_score(y, labels, sample_weight=weights),
        "recall": recall_score(y, labels, sample_weight=weights),
        "brier": brier_score_loss(y, p, sample_weight=weights),
        "calibration_slope": line.coef_[0, 0],
        "calibration_intercept": line.intercept_[0],
    }


def measured(cohort) -> dict[str, float]:
    return {name: metric.value for name, metric in cohort.metrics.items()}


def test_by_version__two_versions_and_the_fallback__each_as_scikit_learn_measures_it(
    keep, make_version, performed, drawn
) -> None:
    (p, y), (other_p, other_y) = drawn(300), drawn(200, seed=2)
    keep(p, y.tolist(), version=make_version())
    keep(other_p, other_y.tolist(), version=make_version())
    keep(np.full(120, 0.9), [1] * 120, fallback=True, answered_by="heuristic_v1")
    found = performed()
    assert {name: counts(cohort) for name, cohort in found.items()} == {
        "heuristic_v1": (120, 0, 120, 120),
        "v1": (300, 0, 300, 300),
        "v2": (200, 0, 200, 200),
    }
    assert measured(found["v1"]) == pytest.approx(expected_of(y, p, p > 0.5), abs=1e-4)
    assert measured(found["v2"]) == pytest.approx(expected_of(other_y, other_p, other_p > 0.5), abs=1e-4)
    assert all(metric.low < metric.value < metric.high for metric in found["v1"].metrics.values())
    assert (value(found["heuristic_v1"], "accuracy"), found["heuristic_v1"].back_test) == (1.0, None)


@pytest.mark.parametrize(("by", "name"), [("arm", "B"), ("week", "2026-03-02"), ("group:driver_sex", "f")])
def test_by_anything_else__fallback_answers__are_counted_and_in_no_figure(keep, performed, drawn, by, name) -> None:
    p, y = drawn(150)
    given = {"arm": "B", "record": {"distance": 80.0, "driver_sex": "f"}}
    keep(p, y.tolist(), **given)
    keep(np.full(90, 0.9), [0] * 90, fallback=True, **given)
    found = performed(by=by)[name]
    assert counts(found) == (150, 90, 150, 150)
    assert value(found, "accuracy") == pytest.approx(accuracy_score(y, p > 0.5))


def test_by_arm__where_no_experiment_ran__is_a_cohort_of_its_own(keep, performed) -> None:
    keep(np.array([0.4]), [1])
    keep(np.array([0.4]), [1], arm="B")
    assert {name: counts(cohort)[0] for name, cohort in performed(by="arm").items()} == {"B": 1, "no experiment": 1}


def test_decisions_whose_window_is_open__never_count_as_negatives_nor_their_early_positives_at_all(
    keep, performed, drawn
) -> None:
    p, y = drawn(200)
    keep(p, y.tolist(), days_ago=1.5)
    keep(np.full(400, 0.9), [None] * 400, days_ago=0.5)
    keep(np.full(100, 0.1), [1] * 100, days_ago=0.5)
    found = performed()["v1"]
    assert counts(found) == (700, 0, 200, 200)
    assert measured(found) == pytest.approx(expected_of(y, p, p > 0.5), abs=1e-4)
    assert found.served.unknown.count == 500


def test_matured_without_an_outcome__is_no_negative_either(keep, performed, drawn) -> None:
    p, y = drawn(200)
    keep(p, y.tolist())
    keep(np.full(300, 0.9), [None] * 300)
    found = performed()["v1"]
    assert (counts(found), value(found, "precision")) == (
        (500, 0, 500, 200),
        pytest.approx(precision_score(y, p > 0.5)),
    )


def test_early_cohort__every_outcome_positive_so_far__not_enough_and_estimated_only(keep, performed, drawn) -> None:
    keep(drawn(200)[0], [1] * 200, days_ago=0.5)
    found = performed(by="week")["2026-03-09"]
    assert (found.metrics, found.back_test, found.estimated.kind) == (None, None, "estimated")


def test_too_few_matured_outcomes__no_figure(keep, performed, drawn) -> None:
    p, y = drawn(99)
    keep(p, y.tolist())
    assert (performed()["v1"].metrics, performed()["v1"].estimated) == (None, None)


def test_by_week__of_decision__begins_on_monday_in_utc(keep, performed, now) -> None:
    monday = now.replace(hour=0) - timedelta(days=9)
    for at in (monday - timedelta(seconds=1), monday, monday + timedelta(days=6, hours=23)):
        keep(np.array([0.4]), [1], at=at)
    assert {name: counts(cohort)[0] for name, cohort in performed(by="week").items()} == {
        "2026-02-23": 1,
        "2026-03-02": 2,
    }


@pytest.mark.parametrize(("by", "name", "window"), [("week", "2025-09-08", 0), ("version", "v1", 1), ("arm", "B", 1)])
def test_without_a_beginning__half_a_year_and_the_window__but_by_week(keep, performed, by, name, window) -> None:
    weeks = 7 * 26 + window
    for days_ago in (weeks - 0.1, weeks + 0.1):
        keep(np.array([0.4]), [1], days_ago=days_ago, arm="B")
    assert {found: counts(cohort)[0] for found, cohort in performed(by=by).items()} == {name: 1}


def test_by_group__values_however_they_were_written__are_those_of_the_declaration(keep, performed, redeclare) -> None:
    grouped = redeclare(groups=("van",))
    for van in ("small", " small", "large", "", None, "unheard of"):
        keep(np.array([0.4]), [1], record={"distance": 80.0, "van": van})
    keep(np.array([0.4]), [1], record={"distance": 80.0})
    found = performed(by="group:van", use_case=grouped)
    assert Counter({name: counts(cohort)[0] for name, cohort in found.items()}) == {
        " small": 1,
        "large": 1,
        "missing": 3,
        "small": 1,
        "unheard of": 1,
    }


def test_since_until_and_version__decisions_outside__are_not_asked_about(keep, performed, make_version, now) -> None:
    version = make_version()
    for days_ago in (4.0, 3.0, 2.0):
        keep(np.array([0.4, 0.6]), [1, 0], days_ago=days_ago, version=version)
        keep(np.array([0.4]), [1], days_ago=days_ago)
    asked = {"since": now - timedelta(days=3), "until": now - timedelta(days=2)}
    assert counts(performed(**asked)["v1"]) == (3, 0, 3, 3)
    assert counts(performed(version=1, **asked)["v1"]) == (2, 0, 2, 2)


def test_as_of__a_moment_before__what_was_decided_and_known_then(keep, performed, drawn, now) -> None:
    p, y = drawn(120)
    keep(p, y.tolist(), days_ago=2.5, learnt_at=now - timedelta(hours=1))
    keep(p, y.tolist(), days_ago=1.05)
    before = performed(as_of=now - timedelta(hours=2))["v1"]
    assert (counts(before), before.metrics) == ((240, 0, 120, 0), None)
    assert counts(performed(as_of=now - timedelta(days=2))["v1"]) == (120, 0, 0, 0)
    assert counts(performed()["v1"]) == (240, 0, 240, 240)


def test_labels_by_two_thresholds__measured_as_they_were_given_and_not_estimated(keep, performed, drawn) -> None:
    p, y = drawn(300)
    keep(p[:200], y[:200].tolist())
    keep(p[200:], y[200:].tolist(), threshold=0.8)
    keep(p[:50], [None] * 50, threshold=0.8)
    keep(p[50:90], [None] * 40)
    found = performed()["v1"]
    given = p > np.repeat([0.5, 0.8], [200, 100])
    assert measured(found) == pytest.approx(expected_of(y, p, given), abs=1e-4)
    assert found.thresholds == (0.5, 0.8)
    assert found.estimated.metrics["accuracy"].value is None
    assert found.estimated.metrics["roc_auc"].value is not None
    assert found.back_test.as_expected("precision") is None
    assert found.back_test.as_expected("brier") is not None


def test_investigated_sample__weighed__recovers_the_truth_that_the_plain_count_misses(keep, performed, drawn) -> None:
    """High scores are looked into, and one in ten of the others: what is not looked into is no negative."""
    p, y = drawn(2000, seed=5)
    chance = np.where(p > 0.6, 1.0, 0.1)
    seen = np.random.default_rng(9).random(len(p)) < chance
    outcomes = [int(one) if looked else None for one, looked in zip(y, seen, strict=True)]
    keep(p, outcomes, inclusion=chance.tolist())
    found = performed()["v1"]
    truth = expected_of(y, p, p > 0.5)
    for metric in ("accuracy", "precision", "recall", "roc_auc", "brier"):
        interval = found.metrics[metric]
        assert interval.low < truth[metric] < interval.high
    weights = 1 / chance[seen]
    assert measured(found) == pytest.approx(expected_of(y[seen], p[seen], p[seen] > 0.5, weights), abs=1e-4)
    assert recall_score(y[seen], p[seen] > 0.5) > found.metrics["recall"].high
    labelled = found.served.labelled
    assert labelled.effective_rows == pytest.approx(weights.sum() ** 2 / (weights**2).sum())
    assert labelled.effective_rows < labelled.count


def test_few_heavy_outcomes__as_telling_as_a_few__not_enough(keep, performed, drawn) -> None:
    p, y = drawn(130)
    keep(p, y.tolist(), inclusion=[0.001] * 3 + [1.0] * 127)
    found = performed()["v1"]
    assert (found.metrics, found.served.labelled.count) == (None, 130)
    assert found.served.labelled.effective_rows < 5


def test_estimate__of_calibrated_probabilities__is_what_then_happens(keep, performed, drawn) -> None:
    p, y = drawn(2000)
    keep(p, [None] * 2000, days_ago=0.5)
    said = performed()["v1"].estimated.metrics
    for metric, happened in expected_of(y, p, p > 0.5).items():
        if metric in said:
            assert said[metric].low < happened < said[metric].high
    expected = np.where(p > 0.5, p, 1 - p).mean()
    assert said["accuracy"].value == pytest.approx(expected)


def test_back_test__of_probabilities_that_say_too_much__the_limits_are_missed(keep, performed, drawn) -> None:
    p, y = drawn(600)
    keep(p, y.tolist(), days_ago=3)
    keep(np.where(p > 0.5, 0.99, 0.01), y.tolist(), days_ago=10)
    weeks = performed(by="week")
    assert weeks["2026-03-02"].back_test.as_expected("accuracy") is True
    assert weeks["2026-02-23"].back_test.as_expected("accuracy") is False


def test_track_record__over_weeks__counts_those_that_kept_their_limits(tenant, keep, drawn, use_case, now) -> None:
    p, y = drawn(600)
    keep(p, y.tolist(), days_ago=3)
    keep(np.where(p > 0.5, 0.99, 0.01), y.tolist(), days_ago=10)
    keep(p[:20], y[:20].tolist(), days_ago=17)
    record = performance(ask(use_case, by="week", now=now)).track_record["accuracy"]
    assert (record.cohorts, record.as_expected_share) == (2, 0.5)


def test_shadow_decisions__are_told_and_in_no_cohort(keep, make_version, performed, use_case, now) -> None:
    version, shadow = make_version(), make_version()
    (decision,) = keep(np.array([0.4]), [1], version=version)
    plan = TrafficPlan.objects.create(use_case=use_case.name, production=version, reason="r", by="b")
    ShadowDecision.objects.create(
        plan=plan, decision_id=decision.pk, use_case=use_case.name, model_version=shadow, version="v2", policy="p",
        threshold=0.5, probability=0.2, label=0, at=decision.at, duration_ms=1.0,
    )  # fmt: skip
    assert performance(ask(use_case, by="version", now=now)).shadow_decisions == 1
    assert {name: counts(cohort)[0] for name, cohort in performed().items()} == {"v1": 1}


def test_many_decisions__only_so_many_are_kept__the_same_each_time(keep, drawn, performed, monkeypatch) -> None:
    monkeypatch.setattr(reading, "AT_ONCE", 150)
    monkeypatch.setattr(sample, "MOST_KEPT", 200)
    p, y = drawn(1000)
    keep(p, y.tolist())
    first, again = performed()["v1"], performed()["v1"]
    assert (first.served.labelled.kept, first.served.labelled.count) == (200, 1000)
    assert first.served.labelled.effective_rows == pytest.approx(1000)
    assert measured(first) == measured(again)
    assert value(first, "accuracy") == pytest.approx(accuracy_score(y, p > 0.5), abs=0.1)


def test_many_decisions__of_each_cohort__those_with_the_smallest_lots_and_their_weights(
    keep, drawn, performed, monkeypatch
) -> None:
    """The database chooses: of one cohort all, of others some, whichever of them have an outcome."""
    monkeypatch.setattr(sample, "MOST_KEPT", 50)
    handed_out = []
    add = sample.Sample.add
    monkeypatch.setattr(sample.Sample, "add", lambda self, rows: (handed_out.append(len(rows)), add(self, rows)))
    p, y = drawn(400)
    chance = np.where(p > 0.6, 1.0, 0.3)
    known = [label if place % 3 else None for place, label in enumerate(y.tolist())]
    of_arm = {
        "A": keep(p, known, arm="A", inclusion=chance.tolist()),
        "B": keep(p[:60], known[:60], arm="B", inclusion=chance[:60].tolist()),
    }
    found = performed(by="arm")
    for arm, decisions in of_arm.items():
        for is_known, told in ((True, found[arm].served.labelled), (False, found[arm].served.unknown)):
            rows = [
                (lot_of(decision.pk), label or 0, decision.probability, 1 / look if is_known else 1.0)
                for decision, label, look in zip(decisions, known, chance, strict=False)
                if (label is not None) == is_known
            ]
            weights = np.array([row[-1] for row in rows])
            assert told.count == len(rows)
            assert told.effective_rows == pytest.approx(weights.sum() ** 2 / (weights**2).sum(), rel=1e-12)
            smallest = np.array(sorted(rows)[:50])
            assert np.array_equal(told.outcomes, smallest[:, 1])
            assert np.array_equal(told.probabilities, smallest[:, 2])
            assert np.array_equal(told.weights, smallest[:, 3])
    assert sum(handed_out) < 400, "the rest stays where it is"


def test_too_many_cohorts__is_refused(keep, performed, monkeypatch) -> None:
    monkeypatch.setattr(reading, "MOST_COHORTS", 1)
    for arm in ("A", "B"):
        keep(np.array([0.4]), [1], arm=arm)
    with pytest.raises(PerformanceRejectedError, match="gives 2 cohorts, and 1 are the most"):
        performed(by="arm")


def test_another_tenant__its_decisions__are_not_seen(keep, performed, drawn) -> None:
    p, y = drawn(150)
    slug = f"t-{uuid.uuid4().hex[:12]}"
    other = create_tenant(slug=slug, name=slug, by="test").id
    with acting(other, actor="user:other"):
        keep(p, y.tolist())
        assert counts(performed()["v1"]) == (150, 0, 150, 150)
    assert performed() == {}


def test_by_group__that_is_monitored__is_read_apart_from_the_record(keep, performed, redeclare) -> None:
    monitoring = redeclare(intake=INTAKE)
    kept = keep(np.full(6, 0.3), [0, 0, 1, 1, None, None])
    for place, decision in enumerate(kept[:5]):
        application = Application.objects.create(
            use_case=monitoring.name, reference_number=f"LD-2026-{place:04}", record=decision.record
        )
        Assessment.objects.create(
            application=application,
            use_case=monitoring.name,
            state_hash="1",
            record=decision.record,
            cause="submitted",
            asked_by="user:test",
            processing_status="COMPLETED",
            due_at=None,
            decision=decision,
        )
        Monitored.objects.create(application=application, values={"gender": "f" if place < 3 else "m"})
    found = performed(by="group:gender", use_case=monitoring)
    assert {name: counts(cohort) for name, cohort in found.items()} == {
        "f": (3, 0, 3, 3),
        "m": (2, 0, 2, 1),
        "missing": (1, 0, 1, 0),
    }
