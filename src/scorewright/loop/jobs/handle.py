"""What a job's handler is given: its arguments, and how to say how far it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.functions import Now
from django.utils import timezone

from scorewright.loop.jobs.models import Delivery, Job
from scorewright.loop.jobs.notes import Line, with_line
from scorewright.loop.jobs.usage import Meter
from scorewright.loop.tenancy.scope import acting

LEEWAY = timedelta(seconds=1)  # a job is sent again a little after its lease has ended, so that it can be had


class JobCancelled(Exception):  # noqa: N818 - somebody wanted it, nothing failed
    """Somebody asked the job to stop."""


class LeaseLostError(Exception):
    """The work stalled, and the job was given to another worker, or has been ended."""


class SoftLimitReachedError(Exception):
    """The attempt took longer than its kind allows."""


@dataclass
class Notes:
    """The last lines of the job, as this worker has written them."""

    log: list[Line] = field(default_factory=list)
    warnings: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class JobHandle:
    """``saved`` is the last checkpoint, None where the work begins.

    Each call is a short transaction of its own or, inside the caller's ``acting``, part of that one.

    All of them put off the moment at which the job counts as interrupted, and raise LeaseLostError where that has
    passed and somebody else has it.
    """

    tenant_id: UUID
    job_id: UUID
    lease: UUID
    actor: str
    stalls_after: timedelta
    arguments: Mapping[str, Any]
    saved: Mapping[str, Any] | None = None
    soft_limit: timedelta | None = None
    notes: Notes = field(default_factory=Notes)
    meter: Meter = field(default_factory=Meter)

    def progress(self, done: int, total: int | None = None, step: str = "") -> None:
        """Say how far the work is. Raises as ``check_cancelled``, once it is written."""
        self._write(done=done, total=total, step=step[:200], **self.meter.reading())
        self.check_cancelled()

    def still_there(self) -> None:
        """Put the end of the lease off, where a part of the work has no steps to tell."""
        self._write()

    def checkpoint(self, content: Mapping[str, Any]) -> None:
        """Keep from where to go on. Never raises JobCancelled: what was done is kept."""
        self._write(checkpoint=dict(content), attempts=0)

    def log(self, message: str) -> None:
        """Say what happens, for whoever looks at the job: the last fifty lines are kept, each of 500 characters."""
        self.notes.log = with_line(self.notes.log, message, timezone.now())
        self._write(log=self.notes.log)

    def warn(self, message: str) -> None:
        """The same for what somebody should know of, though the work goes on."""
        self.notes.warnings = with_line(self.notes.warnings, message, timezone.now())
        self._write(warnings=self.notes.warnings)

    def check_cancelled(self) -> None:
        """Raise JobCancelled where somebody asked the job to stop, SoftLimitReachedError where its time is up.

        Inside the caller's ``acting``, whoever asks it to stop after that waits for the end of the transaction: what is
        written in it was not cancelled before.
        """
        with acting(self.tenant_id, actor=self.actor):
            late = ExpressionWrapper(Q(soft_until__lte=Now()), output_field=BooleanField())
            rows = Job.objects.select_for_update().filter(pk=self.job_id).annotate(late=late)
            asked, late_now = rows.values_list("cancel_requested_at", "late").get()
        if asked is not None:
            raise JobCancelled(f"job {self.job_id} is to stop")
        if late_now:
            raise SoftLimitReachedError(f"took longer than its soft limit of {self.soft_limit}")

    def _write(self, **changes: Any) -> None:
        with acting(self.tenant_id, actor=self.actor):
            until = Now() + self.stalls_after
            held = Job.objects.filter(pk=self.job_id, lease=self.lease)
            if not held.update(**changes, progressed_at=Now(), leased_until=until):
                raise LeaseLostError(f"job {self.job_id} was given to another worker, or has been ended")
            Delivery.objects.filter(job_id=self.job_id).update(due_at=until + LEEWAY, wanted_at=until)
