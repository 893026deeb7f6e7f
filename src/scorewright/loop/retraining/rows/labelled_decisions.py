"""Decisions of which it is known what really happened, as rows to train from."""

from datetime import datetime

from scorewright.declare.dataset import Dataset
from scorewright.declare.use_case import UseCase
from scorewright.loop.outcomes.models import Outcome
from scorewright.loop.retraining.rows.rows_of_file import MOST_ROWS, as_cell


def labelled_decisions(use_case: UseCase, *, known_at: datetime) -> Dataset:
    """What was known at ``known_at``, the newest first where there is more than can be trained from.

    A decision whose outcome is not known is no negative: it is not there.
    """
    found = (
        Outcome.objects.filter(decision__use_case=use_case.name, learnt_at__lte=known_at)
        .order_by("-decision_id")
        .values_list("decision__record", "label")
    )
    rows = [
        {**{name: as_cell(value) for name, value in record.items()}, use_case.outcome.name: _outcome(use_case, label)}
        for record, label in found[:MOST_ROWS].iterator(chunk_size=10_000)
    ]
    return Dataset(rows, f"decisions and outcomes known at {known_at.isoformat(timespec='seconds')}")


def labelled_since(use_case: UseCase, since: datetime | None) -> int:
    """How many outcomes were learnt since then, or ever."""
    found = Outcome.objects.filter(decision__use_case=use_case.name)
    return (found if since is None else found.filter(learnt_at__gt=since)).count()


def more_labelled_than(use_case: UseCase, count: int) -> bool:
    """Whether more than ``count`` outcomes are known; counts no further than it must."""
    return Outcome.objects.filter(decision__use_case=use_case.name)[: count + 1].count() > count


def _outcome(use_case: UseCase, label: int) -> str:
    return str(use_case.outcome.value(label))
