import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from scorewright.loop.tenancy.models import TenantModel


class State(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    RETRYING = "retrying"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINISHED = (State.SUCCEEDED, State.FAILED, State.CANCELLED)


class Job(TenantModel):
    """Work that somebody asked for, how far it is, and what came of it.

    Whoever works on it holds ``lease`` until ``leased_until``, and puts the end off with each step; one who has lost it
    can write no more. ``attempts`` counts the starts since the last checkpoint, ``retries`` the further attempts that
    its kind's policy allowed after an error. One that failed is a dead letter until somebody tries it once more.
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
    retries = models.PositiveIntegerField(default=0, help_text="How often it was tried again after an error.")
    retry_at = models.DateTimeField(null=True, blank=True, help_text="When it is tried again after an error.")
    error = models.TextField(blank=True, help_text="The last one; of a job that is tried again, that of its last try.")
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
    soft_until = models.DateTimeField(null=True, editable=False)
    paced_from_at = models.DateTimeField(null=True, editable=False)
    paced_from_done = models.BigIntegerField(default=0, editable=False)
    cpu_percent = models.FloatField(null=True, blank=True, help_text="Of one core: its process and their children.")
    memory_mb = models.FloatField(null=True, blank=True, help_text="What they hold; shared pages count each time.")
    log = models.JSONField(default=list, blank=True)
    warnings = models.JSONField(default=list, blank=True)

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

    @property
    def percent(self) -> float | None:
        """How much of it is done, 0 to 100; None while nobody knows how much there is."""
        return round(100 * min(self.done / self.total, 1.0), 1) if self.total else None

    @property
    def remaining_seconds(self) -> float | None:
        """How long it would take from its last step, at the pace since it was last begun.

        None where that is unknown: it is not running, its total is not known, or no step has shown a pace yet.
        """
        steps = self.done - self.paced_from_done
        known = self.state == State.RUNNING and self.total and steps > 0
        if not known or self.total is None or self.progressed_at is None or self.paced_from_at is None:
            return None
        passed = (self.progressed_at - self.paced_from_at).total_seconds()
        return round(max(self.total - self.done, 0) * passed / steps, 1)


class Delivery(TenantModel):
    """The outbox: a row for each unfinished job and each dead letter, written in the job's own transactions.

    A row that is due is sent, or sent again: nothing else ever sends a job. Sending puts ``due_at`` off, and so does
    each step of the work; that it comes due once more says that a message or a worker was lost. A dead letter is never
    due. From ``wanted_at`` on it should have been in somebody's hands. It holds nothing of the tenant but ids, since
    whoever delivers sees the rows of all; the rest of it is its kind's.
    """

    job = models.OneToOneField(Job, on_delete=models.CASCADE, related_name="delivery")
    kind = models.CharField(max_length=100, blank=True)
    queue = models.CharField(max_length=50)
    due_at = models.DateTimeField(db_default=Now(), null=True)
    wanted_at = models.DateTimeField(db_default=Now())
    sends = models.PositiveIntegerField(default=0, help_text="Since the work was last begun.")
    begun = models.BooleanField(default=False, help_text="Somebody has it, or had it when it was interrupted.")
    hard_limit_seconds = models.PositiveIntegerField(null=True)
    hard_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = (
            models.Index(fields=("due_at",), name="deliveries_by_due_time"),
            models.Index(
                fields=("hard_until",), name="deliveries_by_hard_limit", condition=models.Q(hard_until__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"job {self.job_id}, due {self.due_at or 'never'}"


class Queue(models.Model):
    """When work of a queue was last begun, by whichever tenant: a backlog that gets shorter is no fault."""

    name = models.CharField(max_length=50, primary_key=True)
    begun_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name


class Schedule(TenantModel):
    """What a stage declared to happen by the clock, and what an administrator made of it. Slots are in UTC.

    Slots after ``active_from`` count: it moves when the times change, or the schedule is enabled again, so that neither
    runs what lies behind.
    """

    name = models.CharField(max_length=100, editable=False)
    title = models.CharField(max_length=200, editable=False)
    kind = models.CharField(max_length=100, editable=False)
    cron = models.CharField(max_length=100, help_text="Minute, hour, day of month, month, day of week; in UTC.")
    enabled = models.BooleanField(default=True)
    declared = models.BooleanField(default=True, help_text="Whether any installed part still declares it.")
    changed_by = models.CharField(max_length=200, blank=True, help_text="Empty: it is as declared.")
    active_from = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("tenant", "name"), name="one_schedule_per_name"),)

    def __str__(self) -> str:
        return self.name


class ScheduledRun(TenantModel):
    """That the slot of a schedule had its run, whoever looked first, and the job that it gave."""

    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="runs")
    slot = models.DateTimeField()
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="scheduled_run")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-slot",)
        constraints = (models.UniqueConstraint(fields=("schedule", "slot"), name="one_run_per_slot"),)

    def __str__(self) -> str:
        return f"{self.schedule_id} at {self.slot:%Y-%m-%d %H:%M} UTC"
