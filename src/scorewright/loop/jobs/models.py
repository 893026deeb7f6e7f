import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from scorewright.loop.tenancy.models import TenantModel


class State(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINISHED = (State.SUCCEEDED, State.FAILED, State.CANCELLED)


class Job(TenantModel):
    """Work that somebody asked for, how far it is, and what came of it.

    Whoever works on it holds ``lease`` until ``leased_until``, and puts the end off with each step; one who has lost it
    can write no more. ``attempts`` counts the starts since the last checkpoint.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=100)
    queue = models.CharField(max_length=50)
    arguments = models.JSONField()
    state = models.CharField(max_length=20, choices=State.choices, default=State.QUEUED)
    step = models.CharField(max_length=200, blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    result = models.JSONField(null=True, blank=True)
    checkpoint = models.JSONField(null=True, blank=True, help_text="From where it goes on after an interruption.")
    idempotency_key = models.CharField(max_length=200, null=True)  # noqa: DJ001 - null says that the caller gave none
    created_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    progressed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    lease = models.UUIDField(null=True, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (models.Index(fields=("tenant", "-created_at", "-id"), name="jobs_by_time"),)
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "kind", "idempotency_key"),
                condition=models.Q(idempotency_key__isnull=False),
                name="one_job_per_key",
            ),
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="job_state_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def finished(self) -> bool:
        return self.state in FINISHED


class Delivery(TenantModel):
    """The outbox: a row for each unfinished job, written and removed in the job's own transactions.

    A row that is due is sent, or sent again: nothing else ever sends a job. Sending puts ``due_at`` off, and so does
    each step of the work; that it comes due once more says that a message or a worker was lost. It holds nothing of the
    tenant but ids, since whoever delivers sees the rows of all.
    """

    job = models.OneToOneField(Job, on_delete=models.CASCADE, related_name="delivery")
    queue = models.CharField(max_length=50)
    due_at = models.DateTimeField(db_default=Now())
    sends = models.PositiveIntegerField(default=0, help_text="Since the work was last begun.")

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = (models.Index(fields=("due_at",), name="deliveries_by_due_time"),)

    def __str__(self) -> str:
        return f"job {self.job_id}, due {self.due_at}"
