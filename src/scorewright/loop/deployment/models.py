import uuid

from django.db import models

from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.tenancy.models import TenantModel


class Activation(TenantModel):
    """One change of what decides: who, when, why, what it replaced, and the configuration from then on.

    The configuration is the version and the ``policy`` (null in rows older than this column). ``former`` is the
    activation that a rollback goes back to.
    """

    class Kind(models.TextChoices):
        MANUAL = "manual"
        FIRST = "first"
        AUTOMATIC = "automatic"
        ROLLBACK = "rollback"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    use_case = models.CharField(max_length=50)
    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="activations")
    replaced = models.ForeignKey(ModelVersion, null=True, on_delete=models.PROTECT, related_name="replacements")
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.MANUAL, db_default=Kind.MANUAL)
    former = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    policy = models.JSONField(null=True, help_text="What made decisions of probabilities from then on.")
    reference = models.JSONField(null=True, help_text="How both versions did on the rows they were compared on.")
    reason = models.TextField()
    by = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.version} activated by {self.by}"


class Consideration(TenantModel):
    """One look at whether a version may go into production by itself: what was found, and what came of it."""

    class Outcome(models.TextChoices):
        ACTIVATED = "activated"
        NEEDS_REVIEW = "needs_review"
        UNCHANGED = "unchanged", "was in production already"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    use_case = models.CharField(max_length=50)
    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="considerations")
    champion = models.ForeignKey(
        ModelVersion, null=True, on_delete=models.PROTECT, related_name="challenges", help_text="In production then."
    )
    mode = models.CharField(max_length=20)
    trigger = models.CharField(max_length=100)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    reasons = models.JSONField(default=list, help_text="Why it was not activated.")
    conditions = models.JSONField(default=list, help_text="Each with name, passed, value, limit and words.")
    comparison = models.JSONField(null=True, help_text="Null where the two could not be compared.")
    activation = models.OneToOneField(Activation, null=True, on_delete=models.PROTECT, related_name="consideration")
    by = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-at",)
        indexes = (models.Index(fields=("tenant", "use_case", "-at"), name="considerations_by_time"),)

    def __str__(self) -> str:
        return f"{self.version} considered: {self.get_outcome_display()}"

    @property
    def activated(self) -> bool:
        return self.outcome == self.Outcome.ACTIVATED
