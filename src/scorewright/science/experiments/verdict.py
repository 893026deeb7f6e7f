"""What an experiment has shown so far: a winner, or the honest reason why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from scorewright.science.experiments.arm import Arm
from scorewright.science.experiments.comparison import Comparison, compare
from scorewright.science.experiments.rule import Rule
from scorewright.science.experiments.sample_ratio import SampleRatio

Outcome = Literal["winner", "no_winner_yet", "tie", "not_enough_outcomes", "sample_ratio_broken"]


@dataclass(frozen=True, slots=True)
class ExperimentVerdict:
    """``outcome`` for programs, ``words`` for people.

    ``winner`` is the arm that was shown to be better, which may be the champion; None without one. ``keep`` is the arm
    that should decide from now on: the winner, else the champion. ``judged`` tells whether the arms were compared: the
    first such verdict of a fixed horizon is its last. ``detectable`` is the smallest gain that every comparison would
    find by now with the power of the rule, None where that cannot be told.
    """

    outcome: Outcome
    winner: str | None
    keep: str
    judged: bool
    words: str
    comparisons: tuple[Comparison, ...]
    detectable: float | None
    sample_ratio: SampleRatio


def judge_experiment(arms: Sequence[Arm], rule: Rule, ratio: SampleRatio) -> ExperimentVerdict:
    """Judge ``arms``, the champion first, on matured outcomes; ``ratio`` is that of all units that were assigned.

    In this order: a broken sample ratio, too few labelled units in an arm, a fixed horizon that is not reached, a
    challenger that is better (the one with the largest gain, where several are), a champion that is better than each
    challenger, gains that do not matter, none of these. With probability 1 - ``rule.alpha``, in the limit of many
    units, no arm that is not better ever becomes the winner: in the mode "always_valid" over all looks, in the mode
    "fixed_horizon" where the caller keeps the first verdict that is ``judged``. That a winner among several challengers
    is better than the other ones is not claimed.

    Raises ValueError unless the arms are one more than the challengers of the rule, with names of their own.
    """
    if len(arms) != rule.challengers + 1 or len({arm.name for arm in arms}) < len(arms):
        raise ValueError(f"there must be a champion and {rule.challengers} challengers: {[arm.name for arm in arms]}")
    champion, units = arms[0], sum(arm.units for arm in arms)
    comparisons = tuple(compare(champion, arm, rule, units=units) for arm in arms[1:])
    early = _too_early(arms, comparisons, rule, ratio)
    outcome, winner, words = _shown(champion.name, comparisons, rule) if early is None else (early[0], None, early[1])
    if winner is None:
        words += f" {champion.name} stays."
    return ExperimentVerdict(
        outcome,
        winner,
        keep=winner or champion.name,
        judged=early is None,
        words=words,
        comparisons=comparisons,
        detectable=_detectable(comparisons),
        sample_ratio=ratio,
    )


def _too_early(
    arms: Sequence[Arm], comparisons: Sequence[Comparison], rule: Rule, ratio: SampleRatio
) -> tuple[Outcome, str] | None:
    if ratio.broken:
        return "sample_ratio_broken", f"No winner. {ratio.words} Find the reason, and start anew."
    few = min(arm.units for arm in arms) < rule.fewest_units
    if few or any(found.low is None for found in comparisons):
        counted = ", ".join(f"{arm.name} {arm.units:,}" for arm in arms)
        why = f"each arm needs at least {rule.fewest_units:,}" if few else "all values are the same"
        words = f"Not enough matured outcomes: {counted}; {why}.{_would_show(comparisons, rule)}"
        return "not_enough_outcomes", words
    units = sum(arm.units for arm in arms)
    if rule.mode == "fixed_horizon" and units < rule.planned_units:
        words = f"{units:,} of {rule.planned_units:,} planned outcomes; judged once, when all are there."
        return "no_winner_yet", f"No winner yet: {words}"
    return None


def _shown(champion: str, comparisons: Sequence[Comparison], rule: Rule) -> tuple[Outcome, str | None, str]:
    better = [found for found in comparisons if found.finding == "better"]
    if better:
        best = max(better, key=lambda found: found.gain or 0.0)
        return "winner", best.challenger.name, f"{best.challenger.name} is better: {_numbers(best, rule)}"
    spans = " ".join(f"{found.challenger.name}: {_numbers(found, rule)}" for found in comparisons)
    if all(found.finding == "worse" for found in comparisons):
        return "winner", champion, f"{champion} is better than every challenger. {spans}"
    if all(found.finding in ("alike", "worse") for found in comparisons):
        return "tie", None, f"A tie: no challenger gains {rule.relevant:g}, the least that matters. {spans}"
    return "no_winner_yet", None, f"No winner yet. {spans}{_would_show(comparisons, rule)}"


def _numbers(found: Comparison, rule: Rule) -> str:
    looks = "valid at every look" if rule.mode == "always_valid" else "for one look"
    return (
        f"{rule.metric} {found.challenger.mean:.4g} against {found.champion.mean:.4g}, a gain of {found.gain:+.3g} "
        f"({100 * (1 - rule.alpha_of_one):.3g} % interval {found.low:+.3g} to {found.high:+.3g}, {looks})."
    )


def _detectable(comparisons: Sequence[Comparison]) -> float | None:
    each = [found.detectable for found in comparisons]
    known = [least for least in each if least is not None]
    return max(known) if known and len(known) == len(each) else None


def _would_show(comparisons: Sequence[Comparison], rule: Rule) -> str:
    detectable = _detectable(comparisons)
    if detectable is None:
        return " No gain would show yet."
    return f" A gain of {detectable:.3g} would show by now with a chance of {100 * rule.power:g} %."
