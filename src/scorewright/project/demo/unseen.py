"""Rows that training never saw: the hold-out, which data, plan and seed decide anew in the same way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scorewright.declare.use_case import UseCase
from scorewright.loop.training.rows.preparation import prepare
from scorewright.loop.training.rows.splitting import fingerprint, holdout


@dataclass(frozen=True)
class Unseen:
    """n records as JSON has them, their labels (n,), and the fingerprint of data and split they come from."""

    records: Sequence[Mapping[str, Any]]
    labels: NDArray[np.int64]
    fingerprint: str


def unseen_rows(use_case: UseCase, rows: int | None) -> Unseen:
    """The first ``rows`` of the hold-out, in random but fixed order; all of them where None."""
    training = prepare(use_case, use_case.load())
    split = holdout(training, use_case.training)
    chosen = np.random.default_rng(use_case.training.seed).permutation(split.test)[:rows]
    records = [{name: _json(value) for name, value in training.records[row].items()} for row in chosen]
    return Unseen(records, training.labels[chosen], fingerprint(training, split))


def _json(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
