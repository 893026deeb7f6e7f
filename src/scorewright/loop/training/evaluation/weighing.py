"""How much each feature weighs in a version: by hiding it, by what it contributes, and by what the learner says."""

from collections.abc import Callable, Mapping

import numpy as np

from scorewright.declare.use_case import UseCase
from scorewright.loop.registry.holdouts import Holdout
from scorewright.loop.training.evaluation.findings import Contributions, Importance
from scorewright.science.artefacts.running import Runner
from scorewright.science.explanations.explanation import Explanation
from scorewright.science.explanations.importance import (
    MOST_ANSWERS,
    REPEATS,
    permutation_importance,
    rows_within,
)
from scorewright.science.explanations.importance_of_contributions import mean_absolute_contributions
from scorewright.science.metrics.catalogue import METRICS
from scorewright.science.metrics.report import at_threshold
from scorewright.science.policy.probabilities import settle
from scorewright.science.table import Table

# TreeSHAP takes about 10 ms a row and megabyte of forest: some seconds for the largest.
EXPLAINED_BYTES = 400_000_000
FEWEST_EXPLAINED, MOST_EXPLAINED = 50, 1_000

OnPart = Callable[[], None]


def importance_of(
    use_case: UseCase,
    holdout: Holdout,
    runner: Runner,
    *,
    native: Mapping[str, float] | None,
    rng: np.random.Generator,
    on_part: OnPart,
) -> Importance:
    name, threshold = use_case.training.target_metric, use_case.decision.threshold
    metric = METRICS[name]
    rows = rows_within(MOST_ANSWERS, holdout.table, holdout.labels, repeats=REPEATS, rng=rng)
    permuted = permutation_importance(
        lambda table: settle(runner.probability(table)),
        holdout.table.rows(rows),
        holdout.labels[rows],
        at_threshold(metric, threshold),
        greater_is_better=metric.greater_is_better is not False,
        rng=rng,
        on_column=on_part,
    )
    contributions = _contributions(runner, holdout.table, rng)
    on_part()
    return Importance(
        metric=name, permuted=permuted, rows=len(rows), repeats=REPEATS, native=native, contributions=contributions
    )


def _contributions(runner: Runner, table: Table, rng: np.random.Generator) -> Contributions:
    most = int(np.clip(EXPLAINED_BYTES // len(runner.content), FEWEST_EXPLAINED, MOST_EXPLAINED))
    rows = np.sort(rng.choice(len(table), size=min(most, len(table)), replace=False))
    explanations: tuple[Explanation, ...] = runner.explain_table(table.rows(rows))[1]
    one = explanations[0]
    return Contributions(
        mean_absolute=mean_absolute_contributions(explanations),
        rows=len(rows),
        unit=one.unit,
        method=one.method,
        exact=one.exact,
    )
