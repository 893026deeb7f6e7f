from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from scorewright.loop.intake.statuses import Processing, Status
from scorewright.loop.serving.decision_ids import new_decision_id
from scorewright.loop.serving.json_text import JSONText
from scorewright.loop.serving.models import Decision
from scorewright.loop.tenancy.models import Tenant, TenantModel
from scorewright.loop.tenancy.scope import current_tenant_id


def _tenant() -> "models.ForeignKey[Tenant]":
    """Of tables with many rows: as that of a decision, and other indexes begin with it."""
    return models.ForeignKey(
        Tenant,
        on_delete=models.PROTECT,
        default=current_tenant_id,
        editable=False,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )


class Counter(TenantModel):
    """The last reference number that was given under a prefix in a year."""

    prefix = models.CharField(max_length=2)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("tenant", "prefix", "year"), name="one_counter_per_year"),)

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}-{self.last:04}"


class Application(TenantModel):
    """What somebody applied for, and how far that is.

    ``record`` is what is decided on, as it was sent, of a draft perhaps not all of it; ``personal`` stands beside it,
    and no model sees it. ``assessment`` is the one that speaks for the record as it stands. ``version`` counts
    the changes, so that two people do not overwrite each other. One that is kept for a row of somebody's own model
    names that in ``host``; ``host_left`` while that row is not submitted any more.
    """

    tenant = _tenant()
    id = models.UUIDField(primary_key=True, default=new_decision_id, editable=False)
    use_case = models.CharField(max_length=50)
    reference_number = models.CharField(max_length=30)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.DRAFT)
    record = JSONText(help_text="As it was received.")
    personal = models.JSONField(default=dict, blank=True)
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    assigned_analyst = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_priority = models.BooleanField(default=False)
    assessment = models.ForeignKey(
        "Assessment", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    host = models.CharField(max_length=200, null=True, editable=False)  # noqa: DJ001 - null says that there is none
    host_left = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=1)
    submitted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)  # which grows with time
        # What is joined by begins with the tenant too: before PostgreSQL has looked at new rows, it would otherwise go
        # through all rows of the tenant for each that is joined.
        indexes = (
            models.Index(fields=("tenant", "status", "-id"), name="applications_by_status"),
            models.Index(fields=("tenant", "assessment"), name="applications_by_assessment"),
        )
        constraints = (
            models.UniqueConstraint(fields=("tenant", "reference_number"), name="one_application_per_number"),
            models.UniqueConstraint(
                fields=("tenant", "use_case", "host"),
                condition=Q(host__isnull=False, deleted_at__isnull=True),
                name="one_application_per_host",
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="application_status_is_known"),
            models.CheckConstraint(
                condition=Q(status=Status.DRAFT) | Q(submitted_at__isnull=False), name="submitted_application_says_when"
            ),
        )

    def __str__(self) -> str:
        return self.reference_number


class Monitored(TenantModel):
    """What is kept of an applicant for looking at fairness alone: no model and no list shows it."""

    application = models.OneToOneField(
        Application, primary_key=True, on_delete=models.PROTECT, related_name="monitored"
    )
    values = models.JSONField()

    class Meta:
        verbose_name_plural = "monitored"

    def __str__(self) -> str:
        return f"of {self.application_id}"


class Assessment(TenantModel):
    """One state of an application's record, to be decided on once; and, once it is, what came of it, for ever.

    The rows that wait are the outbox: they are written in the transaction that changes the application, and whoever
    drains them needs no message. ``due_at`` says since when, or from when on, one waits; null: it does not. Whoever
    works on one holds its row, and says so in ``claimed_at`` and ``claimed_by``; of each application one at a time.
    """

    class Cause(models.TextChoices):
        SUBMITTED = "submitted"
        CHANGED = "changed"
        MANUAL = "manual"
        FORCED = "forced"
        HOST = "host"

    tenant = _tenant()
    id = models.UUIDField(primary_key=True, default=new_decision_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="assessments", db_index=False)
    use_case = models.CharField(max_length=50)
    state_hash = models.CharField(max_length=64, help_text="SHA-256 of what is watched of the record.")
    record = JSONText(help_text="What is decided on, as it was received.")
    cause = models.CharField(max_length=20, choices=Cause.choices)
    asked_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)
    is_priority = models.BooleanField(default=False)
    processing_status = models.CharField(max_length=20, choices=Processing.choices, default=Processing.PENDING)
    processing_error = models.TextField(blank=True, default="")
    retry_count = models.PositiveSmallIntegerField(default=0)
    freed = models.PositiveSmallIntegerField(default=0, help_text="How often its holder was gone before the end.")
    due_at = models.DateTimeField(null=True, default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    claimed_by = models.UUIDField(null=True)
    started_at = models.DateTimeField(null=True, help_text="Of the last attempt.")
    finished_at = models.DateTimeField(null=True)
    processing_time_ms = models.PositiveIntegerField(null=True)
    updated_at = models.DateTimeField(default=timezone.now)
    # The reference with the tenant in it (see the migrations) is the one that is checked.
    decision = models.OneToOneField(
        Decision, null=True, on_delete=models.PROTECT, related_name="assessment", db_constraint=False
    )
    score = models.IntegerField(null=True)
    category = models.CharField(max_length=50, null=True)  # noqa: DJ001 - null says that the use case has no bands
    risk_level = models.CharField(max_length=50, null=True)  # noqa: DJ001 - as above
    confidence = models.FloatField(null=True, help_text="0 to 1.")
    width = models.FloatField(null=True, help_text="Of the conformal interval, 0 to 1; null for the fallback.")
    score_low = models.IntegerField(null=True, help_text="The lower end of that interval on the scale of scores.")
    score_high = models.IntegerField(null=True, help_text="Its upper end.")
    needs_manual_review = models.BooleanField(null=True)
    reasons = models.JSONField(null=True)
    insight = models.JSONField(null=True, help_text="What is told besides; null where nothing is, or it is off.")
    model_version = models.CharField(max_length=50, blank=True, default="")

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(
                fields=("tenant", "use_case", "-is_priority", "due_at"),
                name="assessments_that_wait",
                condition=Q(due_at__isnull=False),
            ),
            models.Index(fields=("tenant", "application", "-id"), name="assessments_of_application"),
            models.Index(fields=("tenant", "processing_status", "finished_at"), name="assessments_by_end"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("application", "state_hash"), condition=~Q(cause="forced"), name="one_assessment_per_state"
            ),
            models.UniqueConstraint(
                fields=("application",), condition=Q(processing_status="PROCESSING"), name="one_assessment_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(processing_status__in=Processing.values), name="assessment_processing_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(processing_status=Processing.COMPLETED) | Q(decision__isnull=False),
                name="completed_assessment_has_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(processing_status__in=("PENDING", "RETRYING"), due_at__isnull=False)
                | Q(processing_status__in=("PROCESSING", "COMPLETED", "FAILED"), due_at__isnull=True),
                name="only_what_waits_is_due",
            ),
        )

    def __str__(self) -> str:
        return f"{self.processing_status} of {self.application_id}"


class Batch(TenantModel):
    """Applications that were to be assessed together."""

    id = models.UUIDField(primary_key=True, default=new_decision_id, editable=False)
    force = models.BooleanField()
    asked_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)
    total = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "batches"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.total} applications, {self.created_at:%Y-%m-%d %H:%M} UTC"


class BatchItem(TenantModel):
    """One application of a batch, in its place: what was asked for, or why nothing was.

    ``assessment`` is the one that will be made or, where nothing is to be done, the one that there was.
    """

    class Verdict(models.TextChoices):
        ASKED = "asked"
        SKIPPED = "skipped", "assessed already"
        DUPLICATE = "duplicate", "asked for already"
        ERROR = "error", "cannot be assessed"

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="items", db_index=False)
    place = models.PositiveIntegerField(help_text="From 0.")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+", db_index=False)
    assessment = models.ForeignKey(Assessment, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    verdict = models.CharField(max_length=20, choices=Verdict.choices)
    error = models.TextField(blank=True, default="")

    class Meta:
        ordering = ("batch", "place")
        constraints = (models.UniqueConstraint(fields=("batch", "place"), name="one_item_per_place"),)

    def __str__(self) -> str:
        return f"{self.verdict}: {self.application_id}"


class ForcedRun(TenantModel):
    """Many applications that are assessed once more by command: up to where they are asked for, so that one that was
    interrupted goes on from there.
    """

    id = models.UUIDField(primary_key=True, default=new_decision_id, editable=False)
    selection = models.JSONField(help_text="Which applications.")
    asked_by = models.CharField(max_length=200)
    began_at = models.DateTimeField(default=timezone.now)
    position = models.UUIDField(null=True, help_text="The last application that is asked for.")
    asked = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.asked} applications, from {self.began_at:%Y-%m-%d %H:%M} UTC"


class KeyedRequest(TenantModel):
    """The applications that a request with an Idempotency-Key made; its id is made of the key: see ``repeating``."""

    id = models.UUIDField(primary_key=True, editable=False)
    request_sha256 = models.CharField(max_length=64, help_text="Of what a request with the same key must repeat.")
    applications = models.JSONField(help_text="Their ids.")
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{len(self.applications)} applications, {self.created_at:%Y-%m-%d %H:%M} UTC"
