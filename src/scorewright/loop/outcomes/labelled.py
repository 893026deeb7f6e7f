"""Decisions with the outcome that was known of them at some moment."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

import numpy as np
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from numpy.typing import NDArray

from scorewright.loop.outcomes.cut_off import wait_for_writers
from scorewright.loop.outcomes.models import Said, Statement

AT_ONCE = 10_000
_COLUMNS = (
    *("label", "decision__probability", "inclusion_probability", "decision__at", "decision__model_version_id"),
    *("decision__arm", "decision__propensity", "decision_id"),
)
# What was said last of each decision by ``as_of``, for queries that are more than models can say. Of nearly all of them
# one thing is said and no more: only from the second on does a statement take the place of another.
LAST_SAID = """
SELECT said.decision_id, said.label, said.inclusion_probability, said.matures_at FROM outcomes_statement said
WHERE said.use_case = %(use_case)s AND said.learnt_at <= %(as_of)s AND NOT EXISTS (
    SELECT FROM outcomes_statement later
    WHERE later.decision_id = said.decision_id AND later.number > 1 AND later.number > said.number
        AND later.learnt_at <= %(as_of)s
)
"""


@dataclass(frozen=True)
class LabelledDecisions:
    """n decisions in the order of their ids, all arrays of shape (n,).

    ``weights`` are 1 over the probability of having been looked into: sums with them stand for all decisions among
    which was chosen. ``at`` holds datetimes, ``version_ids`` UUIDs or None (the fallback decided), ``arms`` "" where no
    experiment ran, ``propensities`` how likely the arm was.
    """

    labels: NDArray[np.int64]
    probabilities: NDArray[np.float64]
    weights: NDArray[np.float64]
    at: NDArray[np.object_]
    version_ids: NDArray[np.object_]
    arms: NDArray[np.str_]
    propensities: NDArray[np.float64]
    decision_ids: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.labels)

    @classmethod
    def of(cls, rows: Sequence[tuple[Any, ...]]) -> Self:
        """From rows of ``_COLUMNS``."""
        labels, probabilities, included, at, versions, arms, propensities, ids = (
            zip(*rows, strict=True) if rows else ((),) * len(_COLUMNS)
        )
        return cls(
            labels=np.array(labels, dtype=np.int64),
            probabilities=np.array(probabilities, dtype=np.float64),
            weights=np.array([weight_of(probability) for probability in included], dtype=np.float64),
            at=np.array(at, dtype=np.object_),
            version_ids=np.array(versions, dtype=np.object_),
            arms=np.array(arms, dtype=np.str_),
            propensities=np.array(propensities, dtype=np.float64),
            decision_ids=np.array(ids, dtype=np.object_),
        )


def weight_of(inclusion_probability: float | None) -> float:
    """How many decisions one stands for that was looked into with this probability; None: itself.

    >>> weight_of(0.25), weight_of(None)
    (4.0, 1.0)
    """
    return 1.0 if inclusion_probability is None else 1.0 / inclusion_probability


def labelled(
    *,
    use_case: str,
    as_of: datetime,
    version_id: UUID | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    matured_only: bool = True,
) -> LabelledDecisions:
    """What was known at ``as_of`` of the decisions from ``since`` to before ``until``, whatever was learnt after it.

    Only decisions whose window was over then; without ``matured_only`` also those of which the outcome was final before
    that, which are nearly all positive. One without an outcome is never a negative: it is not there.
    """
    found = standing(use_case=use_case, as_of=as_of, matured_only=matured_only)
    if version_id is not None:
        found = found.filter(decision__model_version_id=version_id)
    if since is not None:
        found = found.filter(decision__at__gte=since)
    if until is not None:
        found = found.filter(decision__at__lt=until)
    with without_nested_loops():
        return LabelledDecisions.of(list(_rows(found)))


def standing(*, use_case: str, as_of: datetime, matured_only: bool = True) -> QuerySet[Statement]:
    """The statement that stood at ``as_of``, of each decision for which it was no longer provisional then.

    The same moment gives the same statements whenever it is asked for, once it has passed.
    """
    wait_for_writers()
    plan_for_all_rows()
    said_by_then = Statement.objects.filter(learnt_at__lte=as_of)
    said_after = said_by_then.filter(Q(number__gt=1), decision=OuterRef("decision"), number__gt=OuterRef("number"))
    settled = Q(matures_at__lte=as_of)
    if not matured_only:
        settled |= Q(label=1) & ~Q(source=Said.Source.DERIVED)
    return said_by_then.filter(settled, ~Exists(said_after), use_case=use_case).order_by("decision_id")


def plan_for_all_rows() -> None:
    """PostgreSQL plans a cursor for the first tenth of its rows, which can take fifty times as long for all of them."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL cursor_tuple_fraction = 1")


@contextmanager
def without_nested_loops() -> Iterator[None]:
    """For whoever reads many rows of several tables.

    Until PostgreSQL has looked at new rows it takes them for one, and would look up each of them among all others.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield
        cursor.execute("SET LOCAL enable_nestloop = on")


def _rows(found: QuerySet[Statement]) -> Iterator[tuple[Any, ...]]:
    return found.values_list(*_COLUMNS).iterator(chunk_size=AT_ONCE)
