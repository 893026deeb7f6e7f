import uuid

from django.db import models
from django.utils import timezone

from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.tenancy.models import TenantModel


class Decision(TenantModel):
    """The row that carries a decision end to end: what came, what the model saw, what was answered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    use_case = models.CharField(max_length=50)
    request_id = models.CharField(max_length=200, blank=True)
    record = models.JSONField(help_text="As it was received.")
    features = models.JSONField(help_text="As the model saw them; null is missing.")
    model_version = models.ForeignKey(ModelVersion, null=True, on_delete=models.PROTECT, related_name="decisions")
    version = models.CharField(max_length=50, help_text="The model's version, or the fallback's.")
    threshold = models.FloatField()
    probability = models.FloatField()
    label = models.SmallIntegerField()
    score = models.IntegerField(null=True)
    band = models.CharField(max_length=50, null=True)  # noqa: DJ001 - null says that the use case has no bands
    risk = models.CharField(max_length=50, null=True)  # noqa: DJ001 - as above
    confidence = models.FloatField()
    needs_review = models.BooleanField()
    fallback = models.BooleanField()
    fallback_reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)
    duration_ms = models.FloatField()

    class Meta:
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=("tenant", "use_case", "-at", "-id"), name="decisions_by_time"),)

    def __str__(self) -> str:
        return f"{self.use_case} {self.id}"
