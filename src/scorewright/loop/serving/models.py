import uuid

from django.db import models
from django.utils import timezone

from scorewright.loop.jobs.models import Job
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.serving.decision_ids import new_decision_id
from scorewright.loop.serving.json_text import JSONText
from scorewright.loop.tenancy.models import Tenant, TenantModel
from scorewright.loop.tenancy.scope import current_tenant_id


class Policy(TenantModel):
    """How decisions were made of probabilities: kept once, under the SHA-256 of its content, so that each of them can
    be made again after the declaration has changed.
    """

    use_case = models.CharField(max_length=50)
    fingerprint = models.CharField(max_length=64)
    content = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "policies"
        ordering = ("use_case", "created_at")
        constraints = (models.UniqueConstraint(fields=("tenant", "fingerprint"), name="one_policy_per_fingerprint"),)

    def __str__(self) -> str:
        return f"{self.use_case} {self.fingerprint[:12]}"


class Decision(TenantModel):
    """The row that carries a decision end to end: what came, what the model saw, what was answered.

    ``route``, ``idempotency_key`` and ``position`` (among the accepted records of a list) name a request that may be
    sent again; ``request_sha256`` tells the same request from another with the same key.
    """

    id = models.UUIDField(primary_key=True, default=new_decision_id, editable=False)
    # No constraint of its own: checking it would lock the tenant's row in every commit of the hot path.
    tenant = models.ForeignKey(
        Tenant,
        on_delete=models.PROTECT,
        default=current_tenant_id,
        editable=False,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    use_case = models.CharField(max_length=50)
    request_id = models.CharField(max_length=200, blank=True)
    asked_by = models.CharField(max_length=200, blank=True)
    record = JSONText(help_text="As it was received.")
    features = JSONText(help_text="As the model saw them; null is missing.")
    # The reference with the tenant in it (see the migrations) is the one that is checked.
    model_version = models.ForeignKey(
        ModelVersion,
        null=True,
        on_delete=models.PROTECT,
        related_name="decisions",
        db_constraint=False,
        db_index=False,
    )
    version = models.CharField(max_length=50, help_text="The model's version, or the fallback's.")
    status = models.CharField(max_length=20, blank=True, help_text="The version's status when it decided.")
    policy = models.CharField(max_length=64, blank=True, help_text="The fingerprint of the policy.")
    threshold = models.FloatField()
    probability = models.FloatField()
    label = models.SmallIntegerField()
    label_value = models.JSONField(null=True, help_text="The outcome that the label stood for.")
    score = models.IntegerField(null=True)
    band = models.CharField(max_length=50, null=True)  # noqa: DJ001 - null says that the use case has no bands
    risk = models.CharField(max_length=50, null=True)  # noqa: DJ001 - as above
    confidence = models.FloatField()
    width = models.FloatField(null=True, help_text="Of the conformal interval around the probability.")
    needs_review = models.BooleanField()
    reasons = models.JSONField(null=True, help_text="Null where none were asked for.")
    explanation = models.JSONField(null=True)
    advice = models.JSONField(null=True, help_text="Null where the use case gives none.")
    fallback = models.BooleanField()
    fallback_reason = models.CharField(max_length=300, blank=True)
    route = models.CharField(max_length=100, blank=True)
    idempotency_key = models.CharField(max_length=200, null=True)  # noqa: DJ001 - null says that the caller gave none
    position = models.PositiveSmallIntegerField(default=0)
    request_sha256 = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(default=timezone.now)
    duration_ms = models.FloatField()
    arm = models.CharField(
        max_length=50, blank=True, default="", db_default="", help_text="Of the experiment that was open then, if any."
    )
    propensity = models.FloatField(
        default=1.0, db_default=1.0, help_text="With what probability just this arm was to decide."
    )

    class Meta:
        ordering = ("-id",)  # which grows with time, and comes out of an index
        indexes = (
            models.Index(fields=("tenant", "use_case", "-at", "-id"), name="decisions_by_time"),
            models.Index(
                fields=("model_version", "-id"),
                condition=models.Q(model_version__isnull=False),
                name="decisions_by_version",
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "route", "idempotency_key", "position"),
                condition=models.Q(idempotency_key__isnull=False),
                name="one_decision_per_key",
            ),
        )

    def __str__(self) -> str:
        return f"{self.use_case} {self.id}"


class ScoringRun(TenantModel):
    """Deciding on the rows of one file: by which version and policy, what came of it, and how far it is.

    One version decides from its first row to its last, interrupted or not. ``rows`` is how many are behind it, and
    ``checkpoint`` how long its files were then. Where each decision is kept, ids follow from the run and the row.
    """

    class Record(models.TextChoices):
        ROWS = "rows"
        RUN = "run"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    job = models.OneToOneField(Job, null=True, on_delete=models.PROTECT, related_name="scoring_run")
    use_case = models.CharField(max_length=50)
    record = models.CharField(max_length=10, choices=Record.choices, default=Record.ROWS)
    ignored = models.JSONField(default=list, help_text="Columns that are no fields; they are passed on.")
    asked_status = models.CharField(max_length=20, null=True)  # noqa: DJ001 - null says that none was asked for
    asked_number = models.PositiveIntegerField(null=True)
    model_version = models.ForeignKey(ModelVersion, null=True, on_delete=models.PROTECT, related_name="scoring_runs")
    version = models.CharField(max_length=50, blank=True)
    policy = models.CharField(max_length=64, blank=True, help_text="The fingerprint of the policy.")
    fallback_reason = models.CharField(max_length=300, blank=True)
    stored = models.BooleanField(help_text="Its files are in the storage, and not of whoever asked.")
    input_name = models.CharField(max_length=255)
    input_kind = models.CharField(max_length=20)
    input_path = models.TextField()
    input_bytes = models.BigIntegerField(default=0)
    input_sha256 = models.CharField(max_length=64, blank=True)
    output_kind = models.CharField(max_length=20)
    output_path = models.TextField()
    output_sha256 = models.CharField(max_length=64, blank=True)
    rejected_path = models.TextField()
    rejected_sha256 = models.CharField(max_length=64, blank=True)
    expected_rows = models.BigIntegerField(null=True)
    rows = models.BigIntegerField(default=0)
    decided = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    fallbacks = models.BigIntegerField(default=0)
    positive = models.BigIntegerField(default=0)
    checkpoint = models.JSONField(null=True)
    request_sha256 = models.CharField(
        max_length=64, blank=True, help_text="Of what a request with the same idempotency key must repeat."
    )
    files = models.JSONField(default=list, help_text="What came of each file, where a folder was decided on.")
    by = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (models.Index(fields=("tenant", "-created_at", "-id"), name="scoring_runs_by_time"),)

    def __str__(self) -> str:
        return f"{self.use_case} of {self.input_name}"
