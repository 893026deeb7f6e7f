"""What a job's handler is given: its arguments, and how to say how far it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models.functions import Now

from scorewright.loop.jobs.models import Delivery, Job
from scorewright.loop.tenancy.scope import acting

LEEWAY = timedelta(seconds=1)  # a job is sent again a little after its lease has ended, so that it can be had


class JobCancelled(Exception):  # noqa: N818 - somebody wanted it, nothing failed
    """Somebody asked the job to stop."""


class LeaseLostError(Exception):
    """The work stalled, and the job was given to another worker, or has been ended."""


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

    def progress(self, done: int, total: int | None = None, step: str = "") -> None:
        """Say how far the work is. Raises JobCancelled where somebody asked it to stop."""
        self._write(done=done, total=total, step=step[:200])
        self.check_cancelled()

    def checkpoint(self, content: Mapping[str, Any]) -> None:
        """Keep from where to go on. Never raises JobCancelled: what was done is kept."""
        self._write(checkpoint=dict(content), attempts=0)

    def check_cancelled(self) -> None:
        """Raise JobCancelled where somebody asked the job to stop."""
        with acting(self.tenant_id, actor=self.actor):
            if Job.objects.filter(pk=self.job_id, cancel_requested_at__isnull=False).exists():
                raise JobCancelled(f"job {self.job_id} is to stop")

    def _write(self, **changes: Any) -> None:
        with acting(self.tenant_id, actor=self.actor):
            until = Now() + self.stalls_after
            held = Job.objects.filter(pk=self.job_id, lease=self.lease)
            if not held.update(**changes, progressed_at=Now(), leased_until=until):
                raise LeaseLostError(f"job {self.job_id} was given to another worker")
            Delivery.objects.filter(job_id=self.job_id).update(due_at=until + LEEWAY)
