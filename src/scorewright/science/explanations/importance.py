"""Permutation importance: how much worse a model gets when one column tells it nothing."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from scorewright.science.calibration.labelled_probabilities import Labels, Probabilities
from scorewright.science.metrics.bootstrap import Interval, Measure, percentile_interval, stratified_resamples
from scorewright.science.table import Table

Predict = Callable[[Table], Probabilities]
OnColumn = Callable[[], None]
Rows = NDArray[np.intp]
MOST_ANSWERS = 1_000_000
REPEATS = 5


def permutation_importance(
    predict: Predict,
    table: Table,
    y: Labels,
    measure: Measure,
    *,
    greater_is_better: bool,
    rng: np.random.Generator,
    repeats: int = REPEATS,
    resamples: int = 200,
    on_column: OnColumn = lambda: None,
) -> dict[str, Interval]:
    """The mean drop of ``measure`` when the values of one column are dealt out anew among the n rows, by column.

    Below 0 where the model does better without it (Breiman, Random forests, Machine Learning 45, 2001, section 10).
    All columns share the ``repeats`` permutations, so that none is only lucky. The 95 % interval covers both the luck
    of the permutation and that of the rows: each of the ``resamples`` draws rows within their class, and takes the
    permutations in turn. A column whose knowledge another holds too looks unimportant. ``on_column`` is called after
    each. Raises ValueError when ``repeats`` or ``resamples`` is below 1.
    """
    if min(repeats, resamples) < 1:
        raise ValueError(f"repeats and resamples must be at least 1: {repeats} and {resamples}")
    sign = 1 if greater_is_better else -1
    orders = [rng.permutation(len(table)) for _ in range(repeats)]
    draws = list(stratified_resamples(y, rng=rng, resamples=resamples))
    answers = predict(table)
    whole, drawn = measure(y, answers), [measure(y[rows], answers[rows]) for rows in draws]
    found: dict[str, Interval] = {}
    for column in table.columns:
        without = [predict(_dealt(table, column.name, order)) for order in orders]
        drops = [_drop(sign, whole, measure(y, hidden)) for hidden in without]
        spread = [
            _drop(sign, drawn[number], measure(y[rows], without[number % repeats][rows]))
            for number, rows in enumerate(draws)
        ]
        found[column.name] = percentile_interval(_mean(drops), spread)
        on_column()
    return found


def rows_within(answers: int, table: Table, y: Labels, *, repeats: int, rng: np.random.Generator) -> Rows:
    """As many rows of ``table`` as ask a model for at most ``answers`` answers, sorted; each class keeps its share."""
    most = max(answers // max(repeats * len(table.columns), 1), 1)
    if most >= len(y):
        return np.arange(len(y))
    chosen = [
        rng.choice(members, size=max(round(most * len(members) / len(y)), 1), replace=False)
        for members in (np.flatnonzero(y == 0), np.flatnonzero(y == 1))
        if len(members)
    ]
    return np.sort(np.concatenate(chosen))


def _dealt(table: Table, name: str, order: Rows) -> Table:
    return Table(table.columns, {**table.values, name: table.values[name][order]})


def _drop(sign: int, before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else sign * (before - after)


def _mean(drops: Sequence[float | None]) -> float | None:
    known = [drop for drop in drops if drop is not None]
    return float(np.mean(known)) if len(known) == len(drops) else None
