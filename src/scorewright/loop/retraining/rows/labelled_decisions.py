"""Training rows from life: decisions of which it is known for certain what really happened."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db.models import F, Q
from django.db.models.functions import Greatest
from numpy.typing import NDArray

from scorewright.declare.dataset import Dataset
from scorewright.declare.use_case import UseCase
from scorewright.loop.outcomes.labelled import weight_of, without_nested_loops
from scorewright.loop.outcomes.models import Outcome, Statement
from scorewright.loop.outcomes.queries import standing
from scorewright.loop.retraining.rows.rows_of_file import MOST_ROWS, as_cell

_COLUMNS = ("decision_id", "decision__record", "label", "inclusion_probability", "decision__propensity")


@dataclass(frozen=True)
class RowsFromLife:
    """n rows, the newest decision first. The same cut-off gives the same rows and ``fingerprint``, whenever it is used.

    ``weights`` are 1 over the probability of having been looked into, ``propensities`` how likely the arm was that
    decided; both of shape (n,).
    """

    dataset: Dataset
    weights: NDArray[np.float64]
    propensities: NDArray[np.float64]
    fingerprint: str


def rows_from_life(use_case: UseCase, *, as_of: datetime) -> RowsFromLife:
    """What was known at ``as_of`` of decisions whose window was over then, the newest where there is more than fits.

    A decision whose outcome was not known is no negative: it is not there.
    """
    rows: list[Mapping[str, str]] = []
    weights: list[float] = []
    propensities: list[float] = []
    digest = hashlib.sha256()
    found = standing(use_case=use_case.name, as_of=as_of).order_by("-decision_id").values_list(*_COLUMNS)
    with without_nested_loops():
        for decision_id, record, label, inclusion, propensity in found[:MOST_ROWS].iterator(chunk_size=10_000):
            outcome = {use_case.outcome.name: str(use_case.outcome.value(label))}
            row = {name: as_cell(value) for name, value in record.items()} | outcome
            rows.append(row)
            weights.append(weight_of(inclusion))
            propensities.append(propensity)
            told = [str(decision_id), sorted(row.items()), weights[-1], propensity]
            digest.update(json.dumps(told).encode() + b"\n")
    return RowsFromLife(
        Dataset(rows, _source(as_of, digest.hexdigest(), weights), weights=tuple(weights)),
        np.array(weights, dtype=np.float64),
        np.array(propensities, dtype=np.float64),
        digest.hexdigest(),
    )


def labelled_since(use_case: UseCase, since: datetime | None, *, until: datetime) -> int:
    """How many decisions have become rows to train from since then, or ever: learnt of, and their window over."""
    first = Statement.objects.filter(use_case=use_case.name, number=1).annotate(
        usable_at=Greatest(F("learnt_at"), F("matures_at"))
    )
    after = Q() if since is None else Q(usable_at__gt=since)
    return first.filter(after, usable_at__lte=until).count()


def more_labelled_than(use_case: UseCase, count: int) -> bool:
    """Whether more than ``count`` outcomes are known; counts no further than it must."""
    return Outcome.objects.filter(decision__use_case=use_case.name)[: count + 1].count() > count


def _source(as_of: datetime, fingerprint: str, weights: list[float]) -> str:
    sampled = sum(weight != 1 for weight in weights)
    words = f", {sampled} of them sampled: fits and gates weigh each by how many it stands for" if sampled else ""
    return f"decisions and outcomes known at {as_of.isoformat()}{words} (SHA-256 {fingerprint[:16]})"
