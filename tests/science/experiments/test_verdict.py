"""Verdicts: each outcome with its words, and the champion wherever nothing was shown."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewright.science.experiments.arm import Arm, arm_of_counts
from scorewright.science.experiments.rule import Mode, Rule
from scorewright.science.experiments.sample_ratio import SampleRatio, sample_ratio
from scorewright.science.experiments.verdict import ExperimentVerdict, judge_experiment

NAMES = ("champion", "challenger", "third")


def _ratio(units: Sequence[int]) -> SampleRatio:
    named = dict(zip(NAMES, units, strict=False))
    return sample_ratio(named, dict.fromkeys(named, 1 / len(named)))


def _judge(*arms: tuple[int, int], assigned: Sequence[int] | None = None, **rule: object) -> ExperimentVerdict:
    """``arms`` are right answers of labelled ones."""
    stated = Rule(**{"planned_units": 4000, "challengers": len(arms) - 1} | rule)  # type: ignore[arg-type]
    found = [arm_of_counts(name, right, of) for name, (right, of) in zip(NAMES, arms, strict=False)]
    return judge_experiment(found, stated, _ratio(assigned or [5000] * len(arms)))


def test_verdict__challenger_far_better__wins() -> None:
    found = _judge((1600, 2000), (1720, 2000))
    assert (found.outcome, found.winner, found.keep) == ("winner", "challenger", "challenger")
    assert found.words == (
        "challenger is better: accuracy 0.86 against 0.8, a gain of +0.06 (95 % interval +0.024 to +0.096, valid at "
        "every look)."
    )


def test_verdict__challenger_far_worse__champion_wins() -> None:
    found = _judge((1720, 2000), (1600, 2000))
    assert (found.outcome, found.winner, found.keep) == ("winner", "champion", "champion")
    assert found.words.startswith("champion is better than every challenger. challenger: accuracy 0.8 against 0.86")


def test_verdict__small_difference__no_winner_and_what_would_show() -> None:
    found = _judge((1600, 2000), (1620, 2000))
    assert (found.outcome, found.winner, found.keep) == ("no_winner_yet", None, "champion")
    assert found.detectable == pytest.approx(0.047, abs=0.001)
    assert found.judged
    assert found.words.endswith("A gain of 0.0467 would show by now with a chance of 80 %. champion stays.")


def test_verdict__exactly_equal__champion_stays() -> None:
    found = _judge((1600, 2000), (1600, 2000))
    assert (found.outcome, found.keep) == ("no_winner_yet", "champion")


def test_verdict__gains_within_what_matters__is_a_tie_that_keeps_the_champion() -> None:
    found = _judge((16000, 20000), (16020, 20000), relevant=0.05, planned_units=40000)
    assert (found.outcome, found.winner, found.keep) == ("tie", None, "champion")
    assert "A tie: no challenger gains 0.05, the least that matters." in found.words


def test_verdict__better_by_less_than_matters__is_no_winner() -> None:
    assert _judge((160_000, 200_000), (162_000, 200_000), relevant=0.03).outcome == "tie"


@pytest.mark.parametrize("mode", ["fixed_horizon", "always_valid"])
def test_verdict__ninety_nine_labelled_of_an_arm__is_not_judged_however_large_the_gain(mode: Mode) -> None:
    found = _judge((10, 2000), (99, 99), mode=mode)
    assert (found.outcome, found.winner, found.keep) == ("not_enough_outcomes", None, "champion")
    assert "champion 2,000, challenger 99; each arm needs at least 100." in found.words


def test_verdict__no_outcomes_at_all__says_so_without_dividing() -> None:
    found = _judge((0, 0), (0, 0))
    assert (found.outcome, found.keep, found.detectable) == ("not_enough_outcomes", "champion", None)
    assert "No gain would show yet." in found.words


def test_verdict__a_hundred_of_each__prints_that_only_a_large_gain_would_show() -> None:
    found = _judge((80, 100), (85, 100), mode="fixed_horizon", planned_units=200)
    assert found.outcome == "no_winner_yet"
    assert found.detectable == pytest.approx(0.134, abs=0.001)


def test_verdict__values_that_never_differ__cannot_be_judged() -> None:
    arms = [Arm("champion", 500, 500, 2.0, 0.0), Arm("challenger", 500, 500, 1.0, 0.0)]
    found = judge_experiment(arms, Rule(planned_units=1000, metric="cost", greater_is_better=False), _ratio([500, 500]))
    assert found.outcome == "not_enough_outcomes"
    assert "all values are the same" in found.words


def test_verdict__broken_sample_ratio__no_winner_while_it_rings() -> None:
    found = _judge((1600, 2000), (1720, 2000), assigned=[5300, 4700])
    assert (found.outcome, found.winner, found.keep) == ("sample_ratio_broken", None, "champion")
    assert not found.judged
    assert found.words.startswith("No winner. The sample ratio is broken:")


def test_verdict__fixed_horizon_one_outcome_short__is_not_judged() -> None:
    arms = (800, 1000), (900, 1000)
    early = _judge(*arms, mode="fixed_horizon", planned_units=2001)
    assert (early.outcome, early.keep, early.judged) == ("no_winner_yet", "champion", False)
    assert "2,000 of 2,001 planned outcomes; judged once" in early.words
    assert _judge(*arms, mode="fixed_horizon", planned_units=2000).winner == "challenger"


def test_verdict__dearer_challenger_where_less_is_better__champion_wins() -> None:
    arms = [Arm("champion", 5000, 5000, 10.0, 25.0), Arm("challenger", 5000, 5000, 11.0, 25.0)]
    rule = Rule(planned_units=10_000, metric="cost", greater_is_better=False)
    found = judge_experiment(arms, rule, _ratio([5000, 5000]))
    assert (found.winner, found.comparisons[0].gain) == ("champion", -1.0)


def test_verdict__two_better_challengers__the_larger_gain_wins() -> None:
    found = _judge((1600, 2000), (1760, 2000), (1800, 2000), planned_units=6000)
    assert (found.outcome, found.winner) == ("winner", "third")
    assert "97.5 % interval" in found.words


def test_verdict__one_challenger_worse_and_one_open__nobody_wins() -> None:
    found = _judge((1700, 2000), (1600, 2000), (1702, 2000), planned_units=6000)
    assert (found.outcome, found.keep) == ("no_winner_yet", "champion")


@given(
    st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 3000)).map(sorted), min_size=2, max_size=3),
    st.sampled_from(["fixed_horizon", "always_valid"]),
    st.floats(0, 0.1),
)
def test_verdict__any_counts__answers_and_never_keeps_what_did_not_win(
    counts: list[list[int]], mode: Mode, relevant: float
) -> None:
    found = _judge(*((right, of) for right, of in counts), mode=mode, relevant=relevant)
    assert found.keep == (found.winner or "champion")
    assert (found.winner is not None) == (found.outcome == "winner")
    assert found.words.endswith(".")
    if found.winner not in (None, "champion"):
        best = next(each for each in found.comparisons if each.challenger.name == found.winner)
        assert best.low is not None
        assert best.low > 0


@pytest.mark.parametrize("names", [["champion"], ["champion", "champion"], ["champion", "b", "c"]])
def test_verdict__arms_that_are_not_those_of_the_rule__refused(names: list[str]) -> None:
    with pytest.raises(ValueError, match="a champion and 1 challengers"):
        judge_experiment([arm_of_counts(name, 5, 9) for name in names], Rule(planned_units=400), _ratio([9, 9]))
