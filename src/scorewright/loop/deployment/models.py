import uuid

from django.db import models

from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.tenancy.models import TenantModel


class Activation(TenantModel):
    """One change of the version in production: who, when, why, and what it replaced."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    use_case = models.CharField(max_length=50)
    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="activations")
    replaced = models.ForeignKey(ModelVersion, null=True, on_delete=models.PROTECT, related_name="replacements")
    reason = models.TextField()
    by = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.version} activated by {self.by}"
