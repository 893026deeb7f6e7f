from django.db import models
from django.db.models.functions import Now

from scorewright.loop.tenancy.models import Tenant
from scorewright.loop.tenancy.scope import current_tenant_id


class Entry(models.Model):
    """One act. The database writes all but ``action``, ``subject`` and ``content``: see ``triggers``.

    Entries of each tenant are one chain. Those of none are the installation's, which only ``as_operator`` opens.
    """

    tenant = models.ForeignKey(
        Tenant, on_delete=models.PROTECT, editable=False, null=True, default=current_tenant_id, related_name="+"
    )
    sequence = models.BigIntegerField(db_default=0, editable=False)
    at = models.DateTimeField(db_default=Now(), editable=False)
    actor = models.TextField(db_default="", editable=False)
    action = models.TextField()
    subject = models.TextField()
    content = models.TextField()  # JSON, kept as the text that was hashed
    previous_hash = models.CharField(max_length=64, db_default="", editable=False)
    hash = models.CharField(max_length=64, db_default="", editable=False)

    class Meta:
        verbose_name_plural = "entries"
        ordering = ("-sequence",)
        constraints = (
            models.UniqueConstraint(fields=("tenant", "sequence"), name="one_entry_per_sequence", nulls_distinct=False),
        )

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.subject}"
