import time

import numpy as np
import pytest
from scipy.special import expit

from scorewright.science.metrics.bootstrap import Interval, bootstrap_intervals
from scorewright.science.metrics.calibration import brier
from scorewright.science.metrics.catalogue import METRICS
from scorewright.science.metrics.ranking import roc_auc


def _rows(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    p = expit(rng.normal(-1, 1, count))
    return (rng.random(count) < p).astype(np.int64), p


def test_bootstrap_intervals__every_resample__keeps_the_classes_and_serves_all_measures() -> None:
    y, p = _rows(100, seed=1)
    seen: list[tuple[float, float]] = []

    def watch(y_drawn: np.ndarray, p_drawn: np.ndarray) -> float:
        seen.append((float(y_drawn.sum()), float(p_drawn.sum())))
        return 0.0

    bootstrap_intervals(y, p, {"one": watch, "other": watch}, rng=np.random.default_rng(0), resamples=20)
    drawn = seen[:40]
    assert {positives for positives, _ in drawn} == {float(y.sum())}
    assert drawn[::2] == drawn[1::2]
    assert len(set(drawn)) == 20


def test_bootstrap_intervals__many_samples_of_a_known_model__cover_the_truth_at_their_level() -> None:
    y_all, p_all = _rows(400_000, seed=2)
    truth = roc_auc(y_all, p_all)
    assert truth is not None
    rng = np.random.default_rng(3)
    covered = 0
    for seed in range(200):
        found = bootstrap_intervals(*_rows(300, seed=100 + seed), {"auc": roc_auc}, rng=rng, resamples=200)["auc"]
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= truth <= found.high
    assert 0.90 <= covered / 200 <= 0.99


def test_bootstrap_intervals__same_seed__gives_the_same_interval() -> None:
    y, p = _rows(200, seed=4)
    one, other = (bootstrap_intervals(y, p, {"brier": brier}, rng=np.random.default_rng(9)) for _ in range(2))
    assert one == other


def test_bootstrap_intervals__metric_without_meaning__has_no_ends() -> None:
    y, p = np.ones(5, dtype=np.int64), np.linspace(0.1, 0.9, 5)
    found = bootstrap_intervals(y, p, {"auc": roc_auc}, rng=np.random.default_rng(0))
    assert found == {"auc": Interval(None, None, None)}


@pytest.mark.parametrize(("every", "has_ends"), [(25, True), (10, False)])
def test_bootstrap_intervals__some_resamples_without_meaning__has_ends_when_they_are_few(
    every: int, has_ends: bool
) -> None:
    calls = iter(range(1000))

    def measure(_: np.ndarray, __: np.ndarray) -> float | None:
        call = next(calls)
        return None if call % every == 0 and call < 200 else float(call)

    found = bootstrap_intervals(*_rows(20, seed=5), {"some": measure}, rng=np.random.default_rng(0), resamples=200)
    assert (found["some"].low is not None, found["some"].high is not None) == (has_ends, has_ends)


def test_bootstrap_intervals__no_resample__is_refused() -> None:
    with pytest.raises(ValueError, match="resamples must be at least 1"):
        bootstrap_intervals(*_rows(20, seed=5), {"auc": roc_auc}, rng=np.random.default_rng(0), resamples=0)


def test_bootstrap_intervals__ten_metrics_on_two_thousand_rows__takes_under_two_seconds() -> None:
    y, p = _rows(2000, seed=6)
    slowest_ten = list(METRICS.values())[:14][-10:]
    measures = {metric.name: lambda y, p, metric=metric: metric.compute(y, p, 0.5) for metric in slowest_ten}
    started = time.process_time()
    bootstrap_intervals(y, p, measures, rng=np.random.default_rng(0), resamples=200)
    assert time.process_time() - started < 2


def test_bootstrap_intervals__more_rows_than_are_drawn__as_wide_as_from_all_of_them() -> None:
    rng = np.random.default_rng(5)
    y = (rng.random(6_000) < 0.3).astype(np.int64)
    p = np.clip(0.3 + 0.2 * (y - 0.3) + 0.15 * rng.normal(size=6_000), 0.001, 0.999)
    measures = {"roc_auc": roc_auc, "rows": lambda y, _: float(len(y))}
    full = bootstrap_intervals(y, p, measures, rng=np.random.default_rng(1), resamples=400)
    part = bootstrap_intervals(y, p, measures, rng=np.random.default_rng(1), resamples=400, most_rows=600)
    widths = [found["roc_auc"].high - found["roc_auc"].low for found in (full, part)]
    assert part["roc_auc"].value == full["roc_auc"].value
    assert widths[1] == pytest.approx(widths[0], rel=0.2)
    assert (part["rows"].low, part["rows"].high) == (6_000, 6_000)
