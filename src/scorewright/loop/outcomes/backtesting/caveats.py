"""What a reader must know before believing a backtest, in words."""

from collections.abc import Iterator

from scorewright.loop.outcomes.backtesting.findings import Findings
from scorewright.science.metrics.by_group import FEWEST_OF_A_CLASS


def caveats(found: Findings) -> list[str]:
    return [*_of_records(found), *_of_outcomes(found), *_of_training(found), *_of_measurements(found)]


def _of_records(found: Findings) -> Iterator[str]:
    refused = found.refused
    if refused:
        rule = max(refused, key=lambda rule: (refused[rule], rule))
        yield (
            f"{sum(refused.values()):,} of {found.tally.decisions:,} records are not accepted as {found.use_case.name} "
            f"is declared today ({rule})."
        )
    for side, count in zip((found.a, found.b), found.tally.by_fallback, strict=True):
        if count:
            yield f"{side.name} has no answer to {count:,} of these records: the fallback stands in."


def _of_outcomes(found: Findings) -> Iterator[str]:
    tally, outcome = found.tally, found.use_case.outcome
    young = tally.replayed - tally.matured
    if young:
        yield f"The outcome window of {young:,} decisions was not over: nothing is said of their outcomes."
    if tally.known < tally.matured:
        shares = " and ".join(
            f"{one.known:,} of {one.matured:,} matured decisions labelled {outcome.value(label)!r}"
            for label, one in reversed(list(enumerate(tally.coverage)))
        )
        yield (
            f"Outcomes are known of {shares}. Those of the others may be missing not at random: what is said of "
            "outcomes holds where they are known, and need not hold for who would newly be on the other side."
        )
    if tally.known:
        yield (
            "Outcomes came after what was really decided. Where a decision changes what happens next, another one "
            "might have led to other outcomes."
        )


def _of_training(found: Findings) -> Iterator[str]:
    sides = (found.a, found.b)
    if found.tally.trained:
        either = " or ".join(dict.fromkeys(side.version.label for side in sides))
        yield (
            f"{found.tally.trained:,} of the known outcomes trained {either}: they judge neither, and are left out of "
            "all that is said of outcomes."
        )
    for label in dict.fromkeys(side.version.label for side in sides if side.trained is None):
        yield f"Nobody knows which rows trained {label}: it may be judged on some of them, and look too good."


def _of_measurements(found: Findings) -> Iterator[str]:
    measured, counted = found.measured, found.tally.known - found.tally.trained
    if measured.rows < counted:
        yield (
            f"Metrics and groups are of a random sample of {measured.rows:,} of {counted:,} outcomes; all else counts "
            "every one."
        )
    if measured.by_chance:
        yield (
            f"{measured.by_chance:,} of the measured outcomes were looked into by chance: metrics weigh them, and "
            "those that cannot are left out; counts and groups are of the known outcomes as they are."
        )
    if not measured.enough:
        yield (
            f"There are not enough matured outcomes to measure on: {measured.positives:,} positive and "
            f"{measured.rows - measured.positives:,} negative ones, and {FEWEST_OF_A_CLASS} of each are the fewest."
        )
