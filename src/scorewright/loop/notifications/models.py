import uuid

from django.db import models

from scorewright.loop.tenancy.models import TenantModel


class Alert(TenantModel):
    """Something that a person should look at; the same trouble again raises the count, not a new row."""

    class Severity(models.TextChoices):
        WARNING = "warning"
        CRITICAL = "critical"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=100)
    subject = models.CharField(max_length=200)
    message = models.TextField()
    severity = models.CharField(max_length=20, choices=Severity.choices, default=Severity.WARNING)
    first_at = models.DateTimeField(auto_now_add=True)
    last_at = models.DateTimeField(auto_now=True)
    times = models.PositiveIntegerField(default=1)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-last_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "kind", "subject"), condition=models.Q(resolved_at=None), name="one_open_alert"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind}: {self.subject}"
