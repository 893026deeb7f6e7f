"""Less noise by what the champion expected of each record: the same gain, a narrower interval, and no arm in it."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from django.core.files.storage import storages

from scorewright.loop.experiments.actions import look
from scorewright.loop.experiments.metrics import MEANS, Decided, expected_of, values_of
from scorewright.loop.outcomes.models import Statement
from scorewright.loop.serving.loaded_models import MODELS, LoadedModels
from scorewright.loop.serving.models import Decision
from scorewright.science.experiments.cuped import cuped
from scorewright.science.policy.probabilities import settle
from scorewright.science.table import table_from_rows

COUNT = 300  # of each arm
COSTS = {"false_positive": 1.0, "false_negative": 5.0}


def decide(experiment, rng: np.random.Generator, arm: str, **changes) -> list[tuple[dict, int, int]]:
    """Decisions of the champion's model in either arm, and what came of them: features, label, outcome."""
    rows = [
        {"distance": round(float(far), 1), "parcels": int(parcels), "van": "small"}
        for far, parcels in zip(rng.uniform(0, 100, COUNT), rng.integers(0, 40, COUNT), strict=True)
    ]
    happened = rng.random(COUNT) < 1 / (1 + np.exp([-(row["distance"] - 50) / 8 for row in rows]))
    runner = MODELS.runner(experiment.plan.production.artefact_sha256)
    probabilities = settle(runner.probability(table_from_rows(runner.columns, rows)))
    at = experiment.plan.at + timedelta(minutes=1)
    given = {
        "use_case": experiment.use_case,
        "version": "v1",
        "threshold": 0.5,
        "confidence": 0.8,
        "needs_review": False,
        "fallback": False,
        "duration_ms": 1.0,
        "at": at,
        "arm": arm,
        "propensity": 0.5,
    } | changes
    decisions = Decision.objects.bulk_create(
        Decision(**{"record": row, "features": row, "probability": p, "label": int(p > 0.5)} | given)
        for row, p in zip(rows, probabilities.tolist(), strict=True)
    )
    Statement.objects.bulk_create(
        Statement(
            decision=decision,
            use_case=experiment.use_case,
            number=1,
            value="yes" if late else "no",
            label=int(late),
            occurred_at=at,
            learnt_at=at,
            matures_at=at + timedelta(days=1),
            by="user:test",
        )
        for decision, late in zip(decisions, happened, strict=True)
    )
    return [(row, decision.label, int(late)) for row, decision, late in zip(rows, decisions, happened, strict=True)]


@pytest.fixture
def running(begin, clock):
    """An experiment of equal arms, and all that was decided in it."""
    found, rng = begin(), np.random.default_rng(5)
    decided = {arm: decide(found, rng, arm) for arm in ("champion", "b")}
    clock.forward(days=2)
    return found, decided


def test_look__champion_scores_every_record__gain_is_that_of_cuped(running) -> None:
    experiment, decided = running
    seen = look(experiment_id=experiment.pk, by="user:ama").last_look
    rows = [row for arm in decided.values() for row, _, _ in arm]
    right = np.array([float(said == happened) for arm in decided.values() for _, said, happened in arm])
    runner = MODELS.runner(experiment.plan.production.artefact_sha256)
    scores = settle(runner.probability(table_from_rows(runner.columns, rows)))
    arms = np.repeat(["champion", "b"], COUNT)
    found = cuped(right, np.maximum(scores, 1 - scores), arms)
    assert found.removed_share > 0.1
    (compared,) = seen.comparisons
    assert compared["gain"] == pytest.approx(found.adjusted[arms == "b"].mean() - found.adjusted[:COUNT].mean())
    assert seen.adjustment["removed_share"] == pytest.approx(found.removed_share, abs=0.03)
    assert seen.adjustment["as_units"] == pytest.approx(2 * COUNT / (1 - found.removed_share), rel=0.04)
    as_units = f"as those of {seen.adjustment['as_units']:,} labelled units without it; there are 600."
    assert seen.words.endswith(as_units)
    assert [arm["mean"] for arm in seen.arms] == [right[:COUNT].mean(), right[COUNT:].mean()]  # as they were measured
    assert seen.arms[1]["adjusted_mean"] - seen.arms[0]["adjusted_mean"] == pytest.approx(compared["gain"])


def test_look__artefact_of_the_champion_is_gone__judged_as_measured_and_said(running, monkeypatch) -> None:
    experiment, _ = running
    with_it = look(experiment_id=experiment.pk, by="user:ama").last_look
    monkeypatch.setattr("scorewright.loop.experiments.champion.MODELS", LoadedModels())
    address = experiment.plan.production.artefact_sha256
    file = Path(storages["artefacts"].path(f"{address[:2]}/{address}.onnx"))
    content = file.read_bytes()
    file.unlink()
    try:
        without = look(experiment_id=experiment.pk, by="user:ama").last_look
    finally:
        file.write_bytes(content)
    assert without.adjustment["removed_share"] == 0
    assert without.words.endswith("Outcomes are judged as they are: the champion's artefact cannot be used.")
    assert [arm["mean"] for arm in without.arms] == [arm["adjusted_mean"] for arm in without.arms]
    wide, narrow = (one.comparisons[0]["high"] - one.comparisons[0]["low"] for one in (without, with_it))
    assert narrow / wide == pytest.approx((1 - with_it.adjustment["removed_share"]) ** 0.5, rel=0.01)


def test_look__features_failed_in_some__fallback_counts_and_is_not_adjusted(begin, clock) -> None:
    experiment, rng = begin(), np.random.default_rng(6)
    for arm in ("champion", "b"):
        decide(experiment, rng, arm)
    decide(experiment, rng, "b", features={}, fallback=True, version="rule")
    clock.forward(days=2)
    seen = look(experiment_id=experiment.pk, by="user:ama").last_look
    assert seen.adjustment["unscored"] == COUNT
    assert [(arm["fallbacks"], arm["labelled_decisions"]) for arm in seen.arms] == [(0, COUNT), (COUNT, 2 * COUNT)]
    assert seen.adjustment["removed_share"] > 0


def test_look__some_were_decided_on_more_than_once__judged_as_measured_and_said(redeclare, begin, clock) -> None:
    redeclare(unit_field="distance")  # 300 of 1,000 distances: some come again
    experiment, rng = begin(), np.random.default_rng(5)
    for arm in ("champion", "b"):
        decide(experiment, rng, arm)
    clock.forward(days=2)
    seen = look(experiment_id=experiment.pk, by="user:ama").last_look
    assert seen.adjustment["removed_share"] == 0
    assert seen.words.endswith("Outcomes are judged as they are: some units were decided on more than once.")


def test_look__fixed_horizon__its_own_test_and_no_adjustment(begin, clock) -> None:
    experiment, rng = begin(mode="fixed_horizon"), np.random.default_rng(7)
    for arm in ("champion", "b"):
        decide(experiment, rng, arm)
    clock.forward(days=2)
    seen = look(experiment_id=experiment.pk, by="user:ama").last_look
    assert (seen.judged, seen.adjustment) == (True, None)
    assert seen.comparisons[0]["p_value"] is not None


@pytest.mark.parametrize("metric", MEANS)
def test_expected_of__probabilities_that_are_right__mean_of_the_metric(metric: str) -> None:
    rng, costs = np.random.default_rng(8), COSTS if metric == "cost" else None
    p, thresholds = rng.random(200_000), rng.choice([0.3, 0.5], 200_000)
    happened = (rng.random(200_000) < p).astype(np.int64)
    values = values_of(metric, Decided(happened, (p > thresholds).astype(np.int64), p), costs)
    expected = expected_of(metric, p, thresholds, costs)
    assert expected.mean() == pytest.approx(values.mean(), abs=4 * values.std() / 200_000**0.5)
    assert np.cov(values, expected)[0, 1] == pytest.approx(expected.var(), rel=0.05)  # so the slope is 1


def test_page__less_noise_and_fallbacks__are_seen(running, log_in) -> None:
    experiment, _ = running
    seen = look(experiment_id=experiment.pk, by="user:ama").last_look
    page = log_in("auditor").get(f"/admin/experiments/experiment/{experiment.pk}/change/").content.decode()
    assert f"{100 * seen.adjustment['removed_share']:.3g} % less noise" in page
    assert f"{seen.arms[1]['adjusted_mean']:.4f} adjusted" in page
