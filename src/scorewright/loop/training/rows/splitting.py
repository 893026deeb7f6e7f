"""Which rows train and which are set apart, as the use case declares it and its seed decides it."""

import hashlib
from collections.abc import Sequence

import numpy as np

from scorewright.declare.training import Training
from scorewright.loop.training.rows.preparation import TrainingSet, groups, moments
from scorewright.loop.training.rows.row_identity import lots, lots_by_name
from scorewright.science.splits import by_group, by_time, stratified
from scorewright.science.splits.split import Rows, Split


def holdout(training: TrainingSet, plan: Training) -> Split:
    """The training rows and the hold-out: the same data, plan and seed give the same split.

    Where rows are added, nearly all others stay on the side they were on: a new model is measured on rows that the
    former one did not learn from either.
    """
    if plan.split == "stratified" or plan.split_by is None:
        return stratified.holdout(training.labels, plan.holdout_share, lots(training.identities, plan.seed))
    if plan.split == "time":
        return by_time.holdout(moments(training, plan.split_by), plan.holdout_share)
    names = groups(training, plan.split_by)
    return by_group.holdout(training.labels, names, plan.holdout_share, lots_by_name(names, plan.seed))


def fingerprint(training: TrainingSet, split: Split) -> str:
    """SHA-256 over features, labels and hold-out: equal where the same rows trained and the same were set apart.

    Where rows do not count alike, over what each counts, too.
    """
    parts = [training.table.fingerprint().encode(), training.labels.tobytes(), split.test.astype("<i8").tobytes()]
    if training.weights is not None:
        parts.append(training.weights.astype("<f8").tobytes())
    return hashlib.sha256(b"".join(parts)).hexdigest()


def folds(training: TrainingSet, plan: Training, rows: Rows, count: int) -> Sequence[Split]:
    """``count`` folds of ``rows``; the indices of each point into the whole training set."""
    rng = np.random.default_rng(plan.seed + 1)
    if plan.split == "stratified" or plan.split_by is None:
        inner = stratified.folds(training.labels[rows], count, rng)
    elif plan.split == "time":
        times = moments(training, plan.split_by)
        inner = by_time.folds([times[row] for row in rows], count)
    else:
        names = groups(training, plan.split_by)
        inner = by_group.folds(training.labels[rows], [names[row] for row in rows], count, rng)
    return [Split(rows[split.train], rows[split.test]) for split in inner]
