"""A search by its own rules, on a made-up learner whose best parameters are known."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from scorewright.science.learners.learner import Parameters
from scorewright.science.learners.search_space import Choices, Floats, Integers
from scorewright.science.tuning.racing import Bar, bar_of, race
from scorewright.science.tuning.search import GENERATION, Method, Search
from scorewright.science.tuning.trial import Trial, best_of

SPACE = {
    "rate": Floats(0.001, 1.0, (0.001, 0.01, 0.1, 1.0), log=True),
    "depth": Integers(1, 9, (1, 5, 9)),
    "kind": Choices(("a", "b")),
}
USUAL: Parameters = {"rate": 0.5, "depth": 9, "kind": "b"}
FOLDS = 5


def search(method: Method = "bayesian", **changes: object) -> Search:
    made = Search(method=method, space=SPACE, usual=USUAL, iterations=40, seed=3, greater_is_better=True)
    return replace(made, **changes)  # type: ignore[arg-type]


def quality(parameters: Parameters, fold: int) -> float:
    """Best at rate 0.03, depth 4 and kind "a"; each fold has its own difficulty."""
    rate, depth = float(str(parameters["rate"])), float(str(parameters["depth"]))
    loss = 0.02 * np.log10(rate / 0.03) ** 2 + 0.002 * (depth - 4) ** 2 + 0.02 * (parameters["kind"] == "b")
    return 0.9 - 0.03 * fold - float(loss) + 0.001 * float(np.sin(1e4 * rate + fold))


def searched(one: Search, ended: Mapping[int, Trial] | None = None, stop: int = 10_000) -> dict[int, Trial]:
    """Every trial of ``one``, as a loop would make them; ``stop`` says after how many trials it is interrupted."""
    trials = dict(ended or {})
    while proposals := one.proposals(trials):
        for proposal in proposals:
            if len(trials) >= stop:
                return trials
            ending, folds = race(lambda fold, p=proposal: quality(p.parameters, fold), FOLDS, proposal.bar)  # type: ignore[misc]
            trials[proposal.number] = Trial(proposal.number, proposal.parameters, ending, folds)
    return trials


@pytest.mark.parametrize("method", ["grid", "random", "bayesian"])
def test_search__any_method__tries_the_usual_first_and_no_point_twice(method: Method) -> None:
    trials = searched(search(method, iterations=20))
    assert sorted(trials) == list(range(20))
    assert trials[0].parameters == USUAL
    assert len({repr(sorted(trial.parameters.items())) for trial in trials.values()}) == 20
    for trial in trials.values():
        assert all(SPACE[name].holds(value) for name, value in trial.parameters.items())


@pytest.mark.parametrize("method", ["random", "bayesian"])
def test_search__interrupted_anywhere__goes_on_as_if_nothing_had_happened(method: Method) -> None:
    whole = searched(search(method))
    for stop in (1, 6, 23):
        assert searched(search(method), searched(search(method), stop=stop)) == whole
    assert searched(search(method, seed=4)) != whole


def test_search__more_iterations__go_on_from_the_trials_there_are() -> None:
    short, longer = searched(search(iterations=20)), searched(search(iterations=40))
    assert short == {number: longer[number] for number in range(20)}
    assert searched(search(iterations=40), short) == longer


def test_search__bayesian__finds_what_chance_finds_later() -> None:
    means = {
        method: [best_of(searched(search(method, seed=seed)).values(), greater_is_better=True) for seed in range(5)]
        for method in ("random", "bayesian")
    }
    found = {method: np.mean([best.score for best in bests if best]) for method, bests in means.items()}
    assert found["bayesian"] > found["random"]


def test_search__grid__tries_its_points_and_ends_with_them() -> None:
    trials = searched(search("grid", iterations=200))
    assert len(trials) == 1 + 4 * 3 * 2  # the usual parameters are no point of this grid
    assert all(trial.parameters["depth"] in {1, 5, 9} for trial in trials.values())


def test_search__none__tries_the_usual_alone() -> None:
    assert [trial.parameters for trial in searched(search("none")).values()] == [USUAL]


def test_search__space_smaller_than_the_iterations__known_endings_are_handed_over() -> None:
    tiny = search("random", space={"kind": SPACE["kind"]}, usual={"kind": "b"}, iterations=12)
    trials = {0: Trial(0, {"kind": "b"}, "complete", (0.5, 0.6)), 1: Trial(1, {"kind": "a"}, "complete", (0.6, 0.6))}
    trials |= {number: Trial(number, {"kind": "a"}, "complete", (0.6, 0.6)) for number in (2, 3)}
    assert all(proposal.known is not None for proposal in tiny.proposals(trials))


def test_search__trials_of_one_generation__do_not_depend_on_each_other() -> None:
    trials = {number: trial for number, trial in searched(search()).items() if number < 2 * GENERATION}
    part = {number: trial for number, trial in trials.items() if number != 2 * GENERATION - 1}
    (left,) = search(iterations=2 * GENERATION).proposals(part)
    assert left.parameters == trials[2 * GENERATION - 1].parameters


def test_best_of__pruned_trial_with_a_higher_mean__is_not_comparable() -> None:
    trials = [Trial(0, {}, "complete", (0.7, 0.7)), Trial(1, {}, "pruned", (0.99,)), Trial(2, {}, "failed", ())]
    assert best_of(trials, greater_is_better=True) == trials[0]
    assert best_of(trials[1:], greater_is_better=True) is None


def test_best_of__equal_means__the_earliest() -> None:
    trials = [Trial(number, {}, "complete", (0.5, 0.7)) for number in (3, 1, 2)]
    assert best_of(trials, greater_is_better=False) == trials[1]


def test_race__every_trial_reported_complete__has_all_folds() -> None:
    trials = searched(search()).values()
    endings = {trial.ending for trial in trials}
    assert endings == {"complete", "pruned"}
    assert all((len(trial.folds) == FOLDS) == (trial.ending == "complete") for trial in trials)


def test_race__best_of_many_seeds__is_seldom_given_up() -> None:
    """Racing costs little: what it finds is hardly worse than what all folds of the same trials would have chosen."""
    losses = []
    for seed in range(10):
        trials = searched(search(seed=seed)).values()
        best = best_of(trials, greater_is_better=True)
        whole = [np.mean([quality(trial.parameters, fold) for fold in range(FOLDS)]) for trial in trials]
        assert best is not None
        losses.append(max(whole) - best.score)
    assert np.mean(losses) < 0.0005


def test_bar__where_less_is_better__gives_up_what_is_greater() -> None:
    bar = Bar((0.3, 0.4, 0.35), 0.01, -1)
    assert bar.leaves_behind([0.35])
    assert not bar.leaves_behind([0.25])


def test_bar_of__too_few_complete_trials__none() -> None:
    trials = [Trial(number, {}, "complete", (0.5, 0.6)) for number in range(3)]
    assert bar_of(trials, greater_is_better=True) is None
    wider = [*trials, Trial(3, {}, "complete", (0.5, 0.9))]
    bar = bar_of(wider, greater_is_better=True)
    assert bar is not None
    assert bar.folds == (0.5, 0.9)
    assert bar.spread == pytest.approx(0.3 / np.sqrt(2))
