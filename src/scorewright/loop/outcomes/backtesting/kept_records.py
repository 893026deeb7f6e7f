"""Kept records as they were received, the oldest first, a page at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from django.db.models import TextField
from django.db.models.functions import Cast
from numpy.typing import NDArray

from scorewright.loop.serving.replay.kept_pages import Chosen, chosen_decisions, in_order
from scorewright.loop.tenancy.scope import Scope, acting

AT_ONCE = 5_000


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """n decisions: ``records`` are the JSON they came as, ``labels`` (n,) what was decided."""

    ids: tuple[UUID, ...]
    at: tuple[datetime, ...]
    labels: NDArray[np.int64]
    records: tuple[bytes, ...]

    def __len__(self) -> int:
        return len(self.ids)


def pages(scope: Scope, chosen: Chosen) -> Iterator[Page]:
    """Each is read in a transaction of its own, by the index of the table."""
    last: tuple[datetime, UUID] | None = None
    while rows := _rows(scope, chosen, last):
        ids, at, labels, records = zip(*rows, strict=True)
        yield Page(ids, at, np.array(labels, dtype=np.int64), tuple(record.encode() for record in records))
        last = at[-1], ids[-1]


def _rows(scope: Scope, chosen: Chosen, after: tuple[datetime, UUID] | None) -> list[tuple[UUID, datetime, int, str]]:
    with acting(scope.tenant_id, actor=scope.actor, role=scope.role):
        found = in_order(chosen_decisions(chosen), after)
        # The text itself: reading JSON twice would cost more than all the rest.
        return list(found.values_list("id", "at", "label", Cast("record", TextField()))[:AT_ONCE])


def count(scope: Scope, chosen: Chosen) -> int:
    """How many there are."""
    with acting(scope.tenant_id, actor=scope.actor, role=scope.role):
        return chosen_decisions(chosen).count()
