import uuid

from django.db import models
from django.utils import timezone

from scorewright.loop.serving.models import Decision
from scorewright.loop.tenancy.models import TenantModel


class Outcome(TenantModel):
    """What really happened after a decision, when it happened, and when we learnt it."""

    class Source(models.TextChoices):
        OBSERVED = "observed"
        INVESTIGATED = "investigated"
        CORRECTED = "corrected"
        DERIVED = "derived"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="outcome")
    value = models.CharField(max_length=100)
    label = models.SmallIntegerField()
    source = models.CharField(max_length=20, choices=Source.choices, default=Source.OBSERVED)
    occurred_at = models.DateTimeField()
    learnt_at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=200)

    class Meta:
        ordering = ("-learnt_at",)

    def __str__(self) -> str:
        return f"{self.value} for {self.decision_id}"
