from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewright.science.metrics.ranking import roc_auc
from scorewright.usecases.admission import ghana_data
from scorewright.usecases.admission.data import Simulated, expected_auc, simulate
from scorewright.usecases.admission.usecase import USE_CASE
from scorewright.usecases.admission.usecase_ghana import USE_CASE as GHANA


@given(st.lists(st.sampled_from([0.1, 0.25, 0.5, 0.8, 0.99]), min_size=1, max_size=12))
def test_expected_auc__any_probabilities__is_that_of_all_pairs(drawn: list[float]) -> None:
    p = np.array(drawn)
    weight = p[:, None] * (1 - p[None, :])
    wins = (p[:, None] > p[None, :]) + 0.5 * (p[:, None] == p[None, :])
    assert expected_auc(p) == pytest.approx(float((weight * wins).sum() / weight.sum()))


@pytest.mark.parametrize("world", [simulate, ghana_data.simulate])
@pytest.mark.parametrize("wanted", [0.91, 0.86])
def test_simulate__wanted_auc__is_that_of_the_true_probabilities_and_of_what_happened(world, wanted: float) -> None:
    simulated = world(seed=1, last_year=2026, applications=6_000, bayes_auc=wanted)
    assert simulated.bayes_auc == pytest.approx(wanted, abs=0.01)
    use_case = USE_CASE if world is simulate else GHANA
    assert observed_auc(simulated, use_case) == pytest.approx(simulated.bayes_auc, abs=0.02)


def observed_auc(simulated: Simulated, use_case) -> float:
    rows = simulated.dataset.rows
    learnt = [place for place, row in enumerate(rows) if use_case.why_left_out(row) is None]
    labels = np.array([use_case.outcome.label(rows[place]["decision"]) for place in learnt])
    found = roc_auc(labels, simulated.probability[learnt])
    assert found is not None
    return found


def test_simulate__same_seed__same_rows_and_the_year_moves_dates_only() -> None:
    first, again = (simulate(seed=3, last_year=2026, applications=500) for _ in range(2))
    later = simulate(seed=3, last_year=2030, applications=500)
    assert first.dataset.rows == again.dataset.rows
    assert first.dataset.rows != simulate(seed=4, last_year=2026, applications=500).dataset.rows
    moved = {"application_year", "deadline"}
    assert [{name: cell for name, cell in row.items() if name not in moved} for row in first.dataset.rows] == [
        {name: cell for name, cell in row.items() if name not in moved} for row in later.dataset.rows
    ]
    assert np.array_equal(first.probability, later.probability)


def test_simulate__what_is_planted__is_there_in_its_share() -> None:
    simulated = simulate(seed=5, last_year=2026, applications=20_000)
    rows = simulated.dataset.rows
    count = len(rows)
    assert len(simulated.probability) == count
    twice = sum(times - 1 for times in Counter(tuple(row.items()) for row in rows).values())
    assert twice / count == pytest.approx(0.03, abs=0.01)
    assert sum(row["verified"] == "False" for row in rows) / count == pytest.approx(0.15, abs=0.02)
    wild = sum(row["volunteer_hours"] == "20000" or row["internships_count"] == "60" for row in rows)
    assert wild / count == pytest.approx(0.02 * 2 / 3, abs=0.005)
    recent = sum(int(row["application_year"]) >= 2025 for row in rows)
    assert recent / count > 0.5


def test_simulate__years__become_more_selective() -> None:
    rows = simulate(seed=5, last_year=2026, applications=20_000).dataset.rows
    rate = {}
    for year in ("2023", "2026"):
        rates = {row["program_name"]: float(row["acceptance_rate"]) for row in rows if row["application_year"] == year}
        rate[year] = np.mean([rates[name] for name in sorted(rates)])
    assert rate["2026"] / rate["2023"] == pytest.approx(0.97**3, abs=0.01)


@pytest.mark.parametrize("world", [simulate, ghana_data.simulate])
def test_simulate__impossible_auc__is_refused(world) -> None:
    with pytest.raises(ValueError, match=r"bayes_auc 0.99 must lie between"):
        world(seed=1, last_year=2026, bayes_auc=0.99)
