import uuid

from django.db import models
from django.db.models.functions import Now

from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.tenancy.models import TenantModel


class Evaluation(TenantModel):
    """What was found when a version was looked at in detail, on the hold-out that it kept; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(ModelVersion, on_delete=models.CASCADE, related_name="evaluations")
    findings = models.JSONField(help_text="Metrics, calibration, importance, groups and bands.")
    plots = models.JSONField(help_text="By name, the SHA-256 of the figure.")
    seconds = models.FloatField()
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("-created_at",)
        indexes = (models.Index(fields=("tenant", "version", "-created_at"), name="evaluations_of_a_version"),)

    def __str__(self) -> str:
        return f"evaluation of {self.version}"
