"""A shadow held against production by what really happened."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import comb, sqrt
from typing import Any
from unittest.mock import ANY

import numpy as np
import pytest
from django.utils import timezone

from scorewright.loop.deployment.actions import activate
from scorewright.loop.deployment.models import ShadowDecision, TrafficPlan
from scorewright.loop.deployment.traffic.actions import Part, end, start
from scorewright.loop.deployment.traffic.queries import PlanNotFoundError
from scorewright.loop.outcomes.actions import report
from scorewright.loop.outcomes.models import Statement
from scorewright.loop.outcomes.shadows import comparing, known_pairs
from scorewright.loop.outcomes.shadows.comparing import OutcomeComparison, compare
from scorewright.loop.outcomes.shadows.known_pairs import KnownPairs
from scorewright.loop.outcomes.shadows.measuring import Measured, measure
from scorewright.loop.outcomes.shadows.tally import Tally
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.serving.models import Decision


@dataclass(frozen=True)
class Pair:
    """``label`` None: nothing was said of what happened. Windows of the small use case are a day."""

    a: int
    b: int
    label: int | None
    p_a: float = 0.5
    p_b: float = 0.5
    inclusion: float | None = None
    days_ago: float = 2.0


Keep = Callable[..., list[uuid.UUID]]


@pytest.fixture
def two(make_version: Any) -> tuple[ModelVersion, ModelVersion]:
    """What is in production, and a challenger."""
    live, challenger = make_version(), make_version()
    activate(version_id=live.pk, by="user:ama", reason="the first")
    return live, challenger


@pytest.fixture
def plan(two: Any) -> TrafficPlan:
    """The challenger looks on."""
    shadows = [Part(version_id=two[1].pk)]
    return start(use_case="late_delivery", by="user:ama", reason="to see", shadows=shadows)


@pytest.fixture
def keep(plan: Any, two: Any, use_case: Any) -> Keep:
    """``keep([Pair(1, 0, 1)])``: the ids of the decisions; ``changes`` are to these."""

    def keep(pairs: Sequence[Pair], **changes: Any) -> list[uuid.UUID]:
        now = timezone.now()
        made = Decision.objects.bulk_create(
            _decision(pair, now, **{"model_version": two[0], **changes}) for pair in pairs
        )
        ShadowDecision.objects.bulk_create(
            ShadowDecision(
                plan=plan,
                decision_id=decision.pk,
                use_case="late_delivery",
                model_version=two[1],
                version="v2",
                threshold=0.5,
                probability=pair.p_b,
                label=pair.b,
                at=decision.at,
                duration_ms=1.0,
            )
            for pair, decision in zip(pairs, made, strict=True)
        )
        Statement.objects.bulk_create(
            Statement(
                decision=decision,
                use_case="late_delivery",
                number=1,
                value=use_case.outcome.value(pair.label),
                label=pair.label,
                occurred_at=decision.at,
                learnt_at=decision.at + timedelta(hours=1),
                matures_at=use_case.outcome.matures_at(decision.at),
                inclusion_probability=pair.inclusion,
                source="investigated" if pair.inclusion else "observed",
                by="test",
            )
            for pair, decision in zip(pairs, made, strict=True)
            if pair.label is not None
        )
        return [decision.pk for decision in made]

    return keep


def _decision(pair: Pair, now: datetime, **changes: Any) -> Any:

    given = {
        "record": "{}",
        "features": "{}",
        "version": "v1",
        "confidence": 0.5,
        "needs_review": False,
        "fallback": False,
        "duration_ms": 1.0,
        "use_case": "late_delivery",
        "route": "predict/late_delivery",
    }
    at = now - timedelta(days=pair.days_ago)
    return Decision(at=at, threshold=0.5, probability=pair.p_a, label=pair.a, **given | changes)


@pytest.fixture
def compared(two):
    return lambda **asked: compare(two[1].pk, **{"as_of": timezone.now(), **asked})


def some_pairs(count: int = 300, seed: int = 3) -> list[Pair]:
    """The shadow's probabilities are the better ones; ties are among them."""
    rng = np.random.default_rng(seed)
    truth = rng.random(count)
    y = (rng.random(count) < truth).astype(int).tolist()
    p_a, p_b = (np.clip(truth + rng.normal(0, noise, count), 0, 1).round(2).tolist() for noise in (0.5, 0.1))
    return [Pair(int(a > 0.5), int(b > 0.5), label, a, b) for a, b, label in zip(p_a, p_b, y, strict=True)]


def by_name(found: OutcomeComparison) -> dict:
    return {one.difference.metric: one for one in found.metrics}


def test_compare__swap_set__tells_how_each_cell_turned_out(keep, compared) -> None:
    cells = {(0, 1): (8, 2), (1, 0): (1, 4), (1, 1): (6, 3), (0, 0): (2, 9)}  # positives, negatives
    for (a, b), counts in cells.items():
        keep([Pair(a, b, label) for label, count in zip((1, 0), counts, strict=True) for _ in range(count)])
    keep([Pair(0, 1, None)])
    found = compared()
    cell = found.cells.newly_positive
    assert (cell.decisions, cell.matured, cell.known, cell.positives) == (11, 11, 10, 8)
    assert cell.positive_share.value == pytest.approx(0.8)
    z = 1.959964
    wilson = [(0.8 + z * z / 20 + side * z * sqrt(0.16 / 10 + z * z / 400)) / (1 + z * z / 10) for side in (-1, 1)]
    assert [cell.positive_share.low, cell.positive_share.high] == pytest.approx(wilson)
    assert (found.cells.newly_negative.known, found.cells.newly_negative.positives) == (5, 1)
    assert (found.cells.both_positive.known, found.cells.both_negative.known) == (9, 11)
    assert (found.pairs, found.matured, found.known, found.positives) == (36, 36, 35, 17)
    assert (
        "14 of 14 that production labelled positive and 21 of 22 that production labelled negative" in found.caveats[0]
    )


def test_compare__accuracy__exact_p_and_interval_of_mcnemar(keep, compared) -> None:
    keep([Pair(0, 1, 1)] * 9 + [Pair(1, 0, 1)] * 2 + [Pair(1, 1, 1)] * 20 + [Pair(0, 0, 0)] * 25 + [Pair(1, 0, 0)] * 4)
    found = by_name(compared())["accuracy"]
    right_a, right_b, rows = 2, 13, 60  # of those on which they differ
    assert (found.difference.a, found.difference.b) == (pytest.approx(47 / 60), pytest.approx(58 / 60))
    assert found.p_value == pytest.approx(2 * sum(comb(15, few) for few in range(right_a + 1)) / 2**15)
    p_12, p_21 = (right_b + 0.5) / (rows + 2), (right_a + 0.5) / (rows + 2)
    reach = 1.959964 * sqrt((p_12 + p_21 - (p_12 - p_21) ** 2) / (rows + 2))
    assert found.ends == pytest.approx((p_12 - p_21 - reach, p_12 - p_21 + reach))


def test_compare__roc_auc__as_delong_and_others_wrote_it(keep, compared) -> None:
    pairs = some_pairs()
    keep(pairs)
    found = by_name(compared())["roc_auc"]
    y = np.array([pair.label for pair in pairs])
    areas, of_positives, of_negatives = [], [], []
    for p in (np.array([pair.p_a for pair in pairs]), np.array([pair.p_b for pair in pairs])):
        kernel = np.heaviside(p[y == 1][:, None] - p[y == 0][None, :], 0.5)  # equations 1 and 2 of their paper
        areas.append(kernel.mean())
        of_positives.append(kernel.mean(axis=1))
        of_negatives.append(kernel.mean(axis=0))
    covariance = np.cov(of_positives) / (y == 1).sum() + np.cov(of_negatives) / (y == 0).sum()
    error = sqrt(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1])
    assert (found.difference.a, found.difference.b) == pytest.approx(tuple(areas))
    gain = areas[1] - areas[0]
    assert found.ends == pytest.approx((gain - 1.959964 * error, gain + 1.959964 * error))
    assert (found.difference.method, found.p_value) == ("delong", None)


def test_compare__better_shadow__verdict_says_so_in_words(keep, compared) -> None:
    keep(some_pairs(400))
    found = compared()
    assert found.outcome == "shadow_is_better"
    assert found.words.startswith("v2 is better: accuracy 0.")
    assert found.words == by_name(found)["accuracy"].verdict.words


def test_compare__equal_ones__insufficient_evidence(keep, compared) -> None:
    keep([Pair(0, 1, label) for label in (0, 1)] * 20 + [Pair(1, 0, label) for label in (0, 1)] * 20)
    found = compared()
    assert (found.outcome, found.words.split(":")[0]) == ("insufficient_evidence", "Insufficient evidence")


def test_compare__few_outcomes__not_enough_in_words(keep, compared) -> None:
    keep([Pair(0, 1, 1)] * 9 + [Pair(0, 1, 0)] * 50)
    found = compared()
    assert (found.outcome, found.metrics) == ("not_enough_outcomes", ())
    assert found.words == (
        "Not enough matured outcomes: 9 positive and 50 negative ones, and 10 of each are the fewest."
    )
    assert found.cells.newly_positive.known == 59


def test_compare__nothing_seen_yet__not_enough_and_no_caveat(plan, compared) -> None:
    found = compared()
    assert (found.pairs, found.known, found.outcome, found.caveats) == (0, 0, "not_enough_outcomes", ())
    assert found.cells.newly_positive.positive_share.value is None


def test_compare__window_open__never_counts(keep, compared, clock) -> None:
    """Not even a positive that is final: early news are mostly of one kind."""
    keep([Pair(0, 1, 1, days_ago=0.5)] * 12)
    young = compared()
    assert (young.pairs, young.matured, young.known, young.cells.newly_positive.matured) == (12, 0, 0, 0)
    assert young.caveats == ("The outcome window of 12 requests was not over: they do not count yet.",)
    clock.forward(days=1)
    grown = compared()
    assert (grown.matured, grown.known, grown.positives) == (12, 12, 12)


def test_compare__as_of__what_was_learnt_and_decided_by_then(keep, compared, clock) -> None:
    first, second = keep([Pair(0, 1, None)] * 2)
    report(decision_id=first, value="no", by="user:test")
    then = clock.forward(hours=1)
    clock.forward(hours=1)
    report(decision_id=first, value="yes", source="corrected", reason="mixed up", by="user:ama")
    report(decision_id=second, value="yes", by="user:test")
    keep([Pair(1, 1, 1, days_ago=0.01)])
    before, today = compared(as_of=then), compared()
    assert (before.pairs, before.known, before.positives) == (2, 1, 0)
    assert (today.pairs, today.known, today.positives) == (3, 2, 2)
    assert compared(as_of=then - timedelta(days=30)).pairs == 0


def test_compare__investigated_sample__weighed_by_what_each_stands_for(keep, compared) -> None:
    rng = np.random.default_rng(5)
    pairs = [
        Pair(pair.a, pair.b, pair.label, pair.p_a, pair.p_b, 1.0 if pair.a else 0.25)
        for pair in some_pairs(900)
        if pair.a or rng.random() < 0.25
    ]
    keep(pairs)
    found = compared()
    accuracy, area = (by_name(found)[name].difference for name in ("accuracy", "roc_auc"))
    y, a, b, w = (
        np.array([getattr(pair, name) for pair in pairs], dtype=float) for name in ("label", "a", "b", "inclusion")
    )
    w = 1 / w
    assert (accuracy.a, accuracy.b) == pytest.approx((w @ (a == y) / w.sum(), w @ (b == y) / w.sum()))
    right = (b == y).astype(float) - (a == y)
    gain = w @ right / w.sum()
    linearised = sqrt(np.sum((w * (right - gain)) ** 2)) / w.sum()  # of Hajek's ratio, without a resample
    assert accuracy.standard_error == pytest.approx(linearised, rel=0.15)
    p = np.array([pair.p_b for pair in pairs])
    kernel = np.heaviside(p[y == 1][:, None] - p[y == 0][None, :], 0.5)
    assert area.b == pytest.approx(w[y == 1] @ kernel @ w[y == 0] / (w[y == 1].sum() * w[y == 0].sum()))
    assert (accuracy.method, by_name(found)["accuracy"].p_value) == ("bootstrap", None)
    cell, inside = found.cells.newly_positive, (a == 0) & (b == 1)
    assert cell.positive_share.value == pytest.approx(w[inside] @ y[inside] / w[inside].sum())
    assert any("looked into by chance" in caveat for caveat in found.caveats)


def test_compare__one_outcome_that_stands_for_thousands__not_enough(keep, compared) -> None:
    keep([Pair(0, 1, 1)] * 30 + [Pair(0, 1, 0)] * 29 + [Pair(1, 0, 0, inclusion=0.0001)])
    found = compared()
    assert found.outcome == "not_enough_outcomes"
    assert found.words.endswith("counted as so many of equal weight as would tell as much.")


@pytest.mark.parametrize("chances", [(None, None), (1.0, 0.25)])
def test_compare__many_outcomes__some_are_held_and_all_are_counted(keep, compared, monkeypatch, chances) -> None:
    pairs = [replace(pair, inclusion=chances[1 - pair.a]) for pair in some_pairs(900)]
    keep(pairs)
    held: list[int] = []

    def measured(tally: Tally, known: KnownPairs, *of: Any) -> tuple[Measured, ...]:
        held.append(len(known))
        return measure(tally, known, *of)

    monkeypatch.setattr(comparing, "measure", measured)
    whole = compared()
    positives = whole.positives
    monkeypatch.setattr(known_pairs, "MOST_OF_A_CLASS", max(positives, 900 - positives))
    assert compared() == replace(whole, as_of=ANY), "where all fit, all are held"
    monkeypatch.setattr(known_pairs, "MOST_OF_A_CLASS", 100)
    some, again = compared(), compared()
    assert held[:2] == [900, 900]
    assert 200 <= held[2] == held[3] < 2 * (100 + 6 * 10 + 40)
    assert again == replace(some, as_of=ANY), "the same sample each time"
    assert (some.cells, some.known, some.positives) == (whole.cells, whole.known, positives)
    area, of_all = by_name(some)["roc_auc"], by_name(whole)["roc_auc"]
    assert abs(area.difference.gain - of_all.difference.gain) < 4 * area.difference.standard_error
    assert area.difference.standard_error > of_all.difference.standard_error
    if chances == (None, None):
        assert by_name(some)["accuracy"] == by_name(whole)["accuracy"]
    else:
        accuracy = by_name(some)["accuracy"].difference
        assert abs(accuracy.gain - by_name(whole)["accuracy"].difference.gain) < 4 * accuracy.standard_error
    (told,) = (caveat for caveat in some.caveats if "random sample" in caveat)
    of_what = "ROC-AUC is" if chances == (None, None) else "Accuracy and ROC-AUC are"
    assert told == f"{of_what} of a random sample, {held[2]} of 900 outcomes; counts and shares are of all."
    assert not any("random sample" in caveat for caveat in whole.caveats)


def test_compare__errors_the_fallback_and_other_arms__in_no_pair(keep, compared, two) -> None:
    (broken,) = keep([Pair(0, 1, 1)])
    ShadowDecision.objects.filter(decision_id=broken).update(error="it fails", label=None, probability=None)
    keep([Pair(0, 1, 1)], model_version=None, fallback=True, version="heuristic_v1")
    keep([Pair(0, 1, 1)], model_version=two[1], version="v2", arm="v2", propensity=0.5)
    assert compared().pairs == 0


def test_compare__two_plans__the_newest_or_the_one_that_is_asked_for(keep, plan, two, compared) -> None:
    keep([Pair(0, 1, 1)])
    end(use_case="late_delivery", by="user:ama", reason="once more")
    second = start(use_case="late_delivery", by="user:ama", reason="again", shadows=[Part(version_id=two[1].pk)])
    assert (compared().plan, compared().pairs) == (second, 0)
    assert compared(plan_id=plan.pk).pairs == 1


def test_compare__plan_of_another_version__not_found(plan, two) -> None:
    with pytest.raises(PlanNotFoundError, match="has the id"):
        compare(two[0].pk, plan.pk, as_of=timezone.now())


def shadow_outcomes(version_id: uuid.UUID) -> str:
    return f"/models/{version_id}/shadow/outcomes/"


def test_api__comparison__all_of_it(keep, two, plan, ask) -> None:
    keep(some_pairs())
    keep([Pair(0, 1, 1, days_ago=0.5)])
    answer = ask("get", shadow_outcomes(two[1].pk), role="auditor").json()
    assert (answer["version"], answer["production"], answer["plan_id"]) == ("v2", "v1", str(plan.pk))
    assert (answer["pairs"], answer["matured"], answer["known"], answer["by_chance"]) == (301, 300, 300, 0)
    assert answer["swap_set"]["newly_positive"].keys() == {
        *("decisions", "matured", "known", "positives", "positive_share", "low", "high"),
    }
    accuracy, area = answer["metrics"]
    assert (accuracy["metric"], accuracy["method"], area["metric"], area["method"]) == (
        *("accuracy", "mcnemar", "roc_auc", "delong"),
    )
    assert accuracy["low"] < accuracy["gain"] < accuracy["high"]
    assert answer["verdict"] == {"outcome": "shadow_is_better", "words": accuracy["words"]}
    before = ask("get", f"{shadow_outcomes(two[1].pk)}?as_of=2026-01-01T00:00:00Z", role="auditor").json()
    assert (before["pairs"], before["verdict"]["outcome"]) == (0, "not_enough_outcomes")


def test_api__what_is_not_there_or_not_yet__refused(plan, two, ask, stranger) -> None:
    other = f"{shadow_outcomes(two[0].pk)}?plan={plan.pk}"
    for asks, path in ((ask, shadow_outcomes(two[0].pk)), (ask, other), (ask, shadow_outcomes(uuid.uuid4()))):
        assert asks("get", path, role="auditor").status_code == 404
    mine = shadow_outcomes(two[1].pk)
    assert stranger("get", mine, role="admin").status_code == 404
    assert ask("get", f"{mine}?plan=nothing", role="auditor").status_code == 422
    future = ask("get", f"{mine}?as_of=2199-01-01T00:00:00Z", role="auditor")
    assert (future.status_code, future.json()["errors"][0]["field"]) == (422, "as_of")


def test_admin__plan__tells_of_its_shadow_by_labels_and_outcomes(keep, plan, log_in) -> None:
    keep(some_pairs())
    page = log_in("auditor").get(f"/admin/deployment/trafficplan/{plan.pk}/change/").content.decode()
    assert all(words in page for words in ("v2 in the shadow of v1", "v2 is better: accuracy", "only the shadow"))


def test_admin__plan_without_anything_seen__says_so(plan, log_in) -> None:
    page = log_in("auditor").get(f"/admin/deployment/trafficplan/{plan.pk}/change/").content.decode()
    assert "It has not looked at any request yet" in page
