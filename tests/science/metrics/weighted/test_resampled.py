"""Many resamples at once give what each of them gives by itself."""

import numpy as np
import pytest

from scorewright.science.metrics.weighted import resampled
from scorewright.science.metrics.weighted.measuring import weighted_metrics
from scorewright.science.metrics.weighted.resampled import resampled_metrics


@pytest.mark.parametrize(("rows", "digits", "prevalence"), [(300, 6, 0.4), (300, 1, 0.4), (8, 1, 0.5), (40, 2, 0.05)])
def test_resampled_metrics__ties_weights_and_single_classes__as_one_by_one(
    monkeypatch, rows, digits, prevalence
) -> None:
    monkeypatch.setattr(resampled, "MOST_CELLS", 7 * rows)
    rng = np.random.default_rng(3)
    p = rng.uniform(0.01, 0.99, rows).round(digits)
    y = (rng.random(rows) < prevalence * 2 * p).astype(np.int64)
    weights = rng.choice([1.0, 4.0, 20.0], rows)
    found = resampled_metrics(y, p, weights, 0.5, rng=np.random.default_rng(9), resamples=30, size=rows)
    again = np.random.default_rng(9)
    for number in range(30):
        drawn = again.integers(rows, size=rows)
        alone = weighted_metrics(y[drawn], p[drawn], weights[drawn], 0.5)
        assert {name for name, value in alone.items() if value is None} == {
            name for name, values in found.items() if values[number] is None
        }
        together = {name: values[number] for name, values in found.items() if values[number] is not None}
        assert together == pytest.approx({name: alone[name] for name in together}, rel=1e-6, abs=1e-6)
