"""Asking for many assessments, some at a time, and helping to make them.

Whoever does this needs no worker: it makes assessments itself while any wait, beside whoever else does. It never waits
for another task, so one process is enough. What it has asked for is kept, and stays asked for, whatever ends it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic, sleep
from uuid import UUID

from scorewright.loop.intake.assessing.actions import Asked, ask_together
from scorewright.loop.intake.assessing.asking import put_back
from scorewright.loop.intake.assessing.claiming import free_stale
from scorewright.loop.intake.assessing.draining import drain
from scorewright.loop.intake.models import Assessment, ForcedRun
from scorewright.loop.intake.processing import runs
from scorewright.loop.intake.processing.selection import Selection, chosen
from scorewright.loop.intake.statuses import UNFINISHED, Processing
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.scope import acting

AHEAD = 4  # so many batches are asked for before the first of them is through
SHORTEST_PAUSE, LONGEST_PAUSE = 0.02, 1.0
REASONS_KEPT = 100


@dataclass
class Progress:
    """How many applications were ``chosen``, and what became of them so far.

    ``before`` were asked for by an interrupted run that this one goes on with; ``ended`` counts assessments by their
    status, where RETRYING failed just now and is tried again later; ``passed_over`` need nothing, or cannot be
    assessed. ``reasons`` tells of those that failed or were passed over, by reference number, at most ``REASONS_KEPT``;
    ``seconds`` what the time was spent on.
    """

    chosen: int = 0
    before: int = 0
    asked: int = 0
    passed_over: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    reasons: list[tuple[str, str]] = field(default_factory=list)
    seconds: Counter[str] = field(default_factory=Counter)
    finished: bool = False

    @property
    def done(self) -> int:
        return self.before + self.passed_over + self.ended.total()

    def tell(self, reference: str, reason: str) -> None:
        if len(self.reasons) < REASONS_KEPT:
            self.reasons.append((reference, reason))

    @contextmanager
    def spent_on(self, name: str) -> Iterator[None]:
        began = monotonic()
        try:
            yield
        finally:
            self.seconds[name] += monotonic() - began  # type: ignore[assignment]  # a Counter adds any number


def process(
    selection: Selection,
    *,
    tenant_id: UUID,
    by: str,
    size: int,
    anew: bool = False,
    tell: Callable[[Progress], None] = lambda _: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Progress:
    """Have the applications of ``selection`` assessed, ``size`` at a time, until all are or ``stopped`` says so.

    ``tell`` is called after each step. Outside of a transaction. Raises ProcessingOffError.
    """
    work = _Work(selection, tenant_id, by, size)
    work.begin(anew=anew)
    pause = SHORTEST_PAUSE
    while not work.finished:
        if stopped():
            return work.progress
        moved = work.step()
        tell(work.progress)
        if moved:
            pause = SHORTEST_PAUSE
        else:
            work.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
    work.end()
    return work.progress


class _Work:
    """A selection that is worked through, in the order of ids."""

    def __init__(self, selection: Selection, tenant_id: UUID, by: str, size: int) -> None:
        self.progress = Progress()
        self._selection, self._size = selection, size
        self._tenant_id, self._by = tenant_id, by
        self._run: ForcedRun | None = None
        self._position: UUID | None = None
        self._last: UUID | None = None
        self._waiting = set[UUID]()
        self._use_cases: list[str] = []

    @property
    def finished(self) -> bool:
        return self._last is None and not self._waiting

    def begin(self, *, anew: bool) -> None:
        with self._acting():
            found = chosen(self._selection)
            self.progress.chosen = found.count()
            self._last = found.order_by("-pk").values_list("pk", flat=True).first()  # who comes later is not waited for
            self._use_cases = sorted(set(found.order_by().values_list("use_case", flat=True)))
            if self._selection.force:
                self._go_on(runs.begun(self._selection, by=self._by, anew=anew))

    def _go_on(self, run: ForcedRun) -> None:
        self._run, self._position = run, run.position
        if run.position is None:
            return
        asked = Assessment.objects.filter(application__in=chosen(self._selection), created_at__gte=run.began_at)
        self._waiting.update(asked.filter(processing_status__in=UNFINISHED).values_list("pk", flat=True))
        self.progress.before = max(0, run.asked - len(self._waiting))

    def step(self) -> bool:
        """Ask for some more, where not enough wait, and make some; whether anything was done."""
        asks = self._last is not None and len(self._waiting) < AHEAD * self._size
        if asks:
            with self.progress.spent_on("asking"):
                self._ask()
        with self.progress.spent_on("assessing"):
            made = sum(drain(self._tenant_id, name, seconds=0, most=self._size).worked_on for name in self._use_cases)
        with self.progress.spent_on("looking"):
            self._look()
        return asks or made > 0

    def wait(self, seconds: float) -> None:
        """For others, who work on all that is left; should one of them be gone, what it had is put back."""
        with self.progress.spent_on("waiting"):
            sleep(seconds)
            with self._acting():
                free_stale()

    def end(self) -> None:
        if self._run is not None:
            with self._acting():
                runs.end(self._run)
        self.progress.finished = True

    def _ask(self) -> None:
        with self._acting():
            if self._run is not None:  # another command may be at it as well
                self._position = runs.position_of(self._run)
            ids = self._next_ids()
            asked = ask_together(ids, force=self._selection.force, by=self._by)
            unfinished = [one for one in asked.existing.values() if one.processing_status in UNFINISHED]
            put_back([one for one in unfinished if one.processing_status == Processing.RETRYING])
            if self._run is not None and ids:
                runs.move_to(self._run, ids[-1], len(ids))
            passed_over = self._passed_over(asked)
        self._waiting.update(one.pk for one in (*asked.assessments.values(), *unfinished))
        self.progress.asked += len(asked.assessments)
        self.progress.passed_over += len(ids) - len(asked.assessments) - len(unfinished)
        for reference, reason in passed_over:
            self.progress.tell(reference, reason)
        self._position = ids[-1] if ids else None
        if not ids or ids[-1] == self._last:
            self._last = None

    def _next_ids(self) -> Sequence[UUID]:
        found = chosen(self._selection).filter(pk__lte=self._last)
        if self._position is not None:
            found = found.filter(pk__gt=self._position)
        return list(found.values_list("pk", flat=True)[: self._size])

    def _passed_over(self, asked: Asked) -> list[tuple[str, str]]:
        rejected = chosen(self._selection).filter(pk__in=asked.rejected)
        return [
            (reference, str(asked.rejected[pk])) for pk, reference in rejected.values_list("pk", "reference_number")
        ]

    def _look(self) -> None:
        """Which of those that were asked for have come to an end."""
        with self._acting():
            rows = Assessment.objects.filter(pk__in=self._waiting).exclude(
                processing_status__in=(Processing.PENDING, Processing.PROCESSING)
            )
            ended = list(
                rows.values_list("pk", "processing_status", "processing_error", "application__reference_number")
            )
        for pk, status, error, reference in ended:
            self._waiting.discard(pk)
            self.progress.ended[status] += 1
            if status != Processing.COMPLETED:
                self.progress.tell(reference, error)

    @contextmanager
    def _acting(self) -> Iterator[None]:
        with acting(self._tenant_id, actor=self._by, role=Role.ADMIN):
            yield
