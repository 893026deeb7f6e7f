import uuid

from django.db import models
from django.utils import timezone

from scorewright.loop.tenancy.models import TenantModel


class Status(models.TextChoices):
    TESTING = "testing"
    STAGING = "staging"
    PRODUCTION = "production"
    RETIRED = "retired"


# Beside the status that a version has of its own: it is an arm of a traffic plan that is open.
AB_TESTING = "ab_testing"


class ModelVersion(TenantModel):
    """One trained model: what it learnt from, how good it is, and the artefact that answers for it.

    ``testing`` has a failed gate, ``staging`` has passed them all, ``production`` decides, ``retired`` has decided.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    use_case = models.CharField(max_length=50)
    number = models.PositiveIntegerField()
    algorithm = models.CharField(max_length=50)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.TESTING)
    parameters = models.JSONField()
    features = models.JSONField(help_text="Name, kind and monotone direction of each input, in order.")
    data_source = models.CharField(max_length=200)
    data_fingerprint = models.CharField(max_length=64)
    training_rows = models.PositiveIntegerField()
    holdout_rows = models.PositiveIntegerField()
    cross_validation = models.JSONField(help_text="The target metric by fold of the training rows, its mean and sd.")
    metrics = models.JSONField(help_text="By name: value on the hold-out, with the ends of its 95 % interval.")
    confusion = models.JSONField()
    importance = models.JSONField(null=True)
    quality = models.JSONField()
    certificate = models.JSONField()
    conformal = models.JSONField(null=True, help_text="The conformal width by probability, where one was learnt.")
    artefact_sha256 = models.CharField(max_length=64)
    artefact_bytes = models.PositiveIntegerField()
    holdout_sha256 = models.CharField(max_length=64, blank=True, default="", help_text="Empty: none was kept.")
    training_seconds = models.FloatField()
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.CharField(max_length=200)
    activated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("use_case", "-number")
        indexes = (models.Index(fields=("tenant", "-created_at", "-id"), name="versions_by_time"),)
        constraints = (
            models.UniqueConstraint(fields=("tenant", "use_case", "number"), name="one_number_per_version"),
            models.UniqueConstraint(
                fields=("tenant", "use_case"),
                condition=models.Q(status=Status.PRODUCTION),
                name="one_production_version",
            ),
        )

    def __str__(self) -> str:
        return f"{self.use_case} {self.label} ({self.algorithm})"

    @property
    def label(self) -> str:
        """What an answer calls this version."""
        return f"v{self.number}"


class GateResult(TenantModel):
    """What one gate found on the hold-out when the version was trained."""

    model_version = models.ForeignKey(ModelVersion, on_delete=models.CASCADE, related_name="gates")
    name = models.CharField(max_length=100)
    value = models.FloatField(null=True)
    operator = models.CharField(max_length=2)
    threshold = models.FloatField()
    passed = models.BooleanField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("model_version", "name", "operator"), name="one_result_per_gate"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.operator} {self.threshold}: {'passed' if self.passed else 'failed'}"


class VersionStatus(TenantModel):
    """One status that a version had, from ``at`` until that of the next row of it, which only grow: the last is active.

    ``change_status`` writes them with a reason. The database writes one itself wherever the status of a version changes
    without it, and where arms of a traffic plan are opened and closed; it numbers them in their order, from 1.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Checked is the reference with the tenant in it (see the migrations), by which a version takes its rows along.
    version = models.ForeignKey(
        ModelVersion, on_delete=models.DO_NOTHING, related_name="statuses", db_constraint=False, db_index=False
    )
    number = models.PositiveIntegerField(default=0, editable=False)
    status = models.CharField(max_length=20, choices=(*Status.choices, (AB_TESTING, "A/B testing")))
    reason = models.TextField(blank=True)
    by = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("version_id", "number")
        indexes = (models.Index(fields=("tenant", "-at", "-id"), name="statuses_by_time"),)
        constraints = (models.UniqueConstraint(fields=("version", "number"), name="one_status_per_number"),)

    def __str__(self) -> str:
        return f"{self.status} since {self.at:%Y-%m-%d %H:%M}"
