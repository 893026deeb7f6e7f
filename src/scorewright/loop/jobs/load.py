"""How much work waits and runs in each queue, of all tenants, and whether it moves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.db.models.functions import Now

from scorewright.loop.jobs.models import Delivery, Queue
from scorewright.loop.tenancy.scope import as_operator

PATIENCE = timedelta(minutes=10)


@dataclass(frozen=True)
class KindLoad:
    """Jobs of one kind: ``waiting`` for a worker, of these ``interrupted`` ones whose worker is lost; dead letters."""

    kind: str
    waiting: int
    interrupted: int
    running: int
    dead: int


@dataclass(frozen=True)
class QueueLoad:
    """``waits`` is how long the oldest has waited, None where none does; ``idle`` the time since one was begun."""

    queue: str
    kinds: tuple[KindLoad, ...]
    waits: timedelta | None
    idle: timedelta | None

    @property
    def waiting(self) -> int:
        return sum(kind.waiting for kind in self.kinds)

    @property
    def running(self) -> int:
        return sum(kind.running for kind in self.kinds)

    @property
    def late(self) -> bool:
        """Whether a job waits longer than it should."""
        return self.waits is not None and self.waits > PATIENCE

    @property
    def moves(self) -> bool:
        """Whether a job is worked on, or was begun a short while ago: a backlog that gets shorter is no fault."""
        return self.running > 0 or (self.idle is not None and self.idle < PATIENCE)

    def __str__(self) -> str:
        lost = sum(kind.interrupted for kind in self.kinds)
        begun = f", {lost} of them begun and interrupted" if lost else ""
        oldest = "" if self.waits is None else f", the oldest for {minutes(self.waits)}"
        return f"{self.waiting} jobs wait in the queue {self.queue}{begun}{oldest}"


def loads() -> list[QueueLoad]:
    """Each queue that has work, dead letters included, by name."""
    alive = Q(due_at__isnull=False)
    wanted = alive & Q(wanted_at__lte=Now())
    with as_operator(actor="jobs.load"):
        begun = {name: (at, now) for name, at, now in Queue.objects.values_list("name", "begun_at", Now())}
        rows = Delivery.objects.values("queue", "kind").annotate(
            now=Now(),
            waiting=Count("pk", filter=wanted),
            interrupted=Count("pk", filter=wanted & Q(begun=True)),
            running=Count("pk", filter=alive & Q(begun=True, wanted_at__gt=Now())),
            dead=Count("pk", filter=~alive),
            oldest=Min("wanted_at", filter=wanted),
        )
        found: dict[str, list[tuple[KindLoad, timedelta | None]]] = {}
        for row in rows.order_by("queue", "kind"):
            counts = [int(row[name]) for name in ("waiting", "interrupted", "running", "dead")]
            waits = None if row["oldest"] is None else row["now"] - row["oldest"]
            found.setdefault(row["queue"], []).append((KindLoad(row["kind"], *counts), waits))
    return [_queue(name, kinds, begun.get(name)) for name, kinds in found.items()]


def minutes(time: timedelta) -> str:
    """In words.

    >>> minutes(timedelta(seconds=600))
    '10 minutes'
    """
    return f"{time.total_seconds() / 60:.0f} minutes"


def stuck(found: Iterable[QueueLoad]) -> list[QueueLoad]:
    """Queues in which jobs wait longer than they should and none moves: no worker takes them."""
    return [load for load in found if load.late and not load.moves]


def _queue(
    name: str, kinds: list[tuple[KindLoad, timedelta | None]], begun: tuple[datetime, datetime] | None
) -> QueueLoad:
    waits = max((each for _, each in kinds if each is not None), default=None)
    idle = None if begun is None else begun[1] - begun[0]
    return QueueLoad(name, tuple(kind for kind, _ in kinds), waits, idle)
