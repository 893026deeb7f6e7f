from django.db import models
from django.db.models.functions import Now

from scorewright.loop.tenancy.models import TenantModel


class Entry(TenantModel):
    """One act. The database writes all but ``action``, ``subject`` and ``content``: see ``triggers``."""

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
        constraints = (models.UniqueConstraint(fields=("tenant", "sequence"), name="one_entry_per_sequence"),)

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.subject}"
