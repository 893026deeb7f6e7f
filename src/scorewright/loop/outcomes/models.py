import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils import timezone

from scorewright.loop.jobs.models import Job
from scorewright.loop.serving.models import Decision
from scorewright.loop.tenancy.models import TenantModel


class OutcomeState(models.TextChoices):
    PROVISIONAL = "provisional"
    FINAL = "final"
    REVISED = "revised"


class Said(TenantModel):
    """What is said of the outcome of a decision: what happened and when, by which source, and when we learnt it.

    ``matures_at`` is when the window of its use case was over, as that was declared then.
    """

    class Source(models.TextChoices):
        OBSERVED = "observed"
        INVESTIGATED = "investigated"
        CORRECTED = "corrected"
        DERIVED = "derived"

        @property
        def trust(self) -> int:
            """From 1 to 4: the higher, the more it is believed."""
            return _BY_TRUST.index(self.value) + 1

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    value = models.CharField(max_length=100)
    label = models.SmallIntegerField()
    source = models.CharField(max_length=20, choices=Source.choices, default=Source.OBSERVED)
    occurred_at = models.DateTimeField()
    learnt_at = models.DateTimeField(default=timezone.now)
    matures_at = models.DateTimeField()
    inclusion_probability = models.FloatField(
        null=True, help_text="How likely it was that the decision was looked into; null where none was chosen."
    )
    reason = models.TextField(blank=True)
    revised = models.BooleanField(default=False, help_text="A final outcome was corrected.")
    by = models.CharField(max_length=200)

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                condition=models.Q(inclusion_probability=None)
                | models.Q(inclusion_probability__gt=0, inclusion_probability__lte=1),
                name="%(class)s_inclusion_is_a_probability",
            ),
        )

    @property
    def trust(self) -> int:
        return self.Source(self.source).trust

    def state_at(self, moment: datetime) -> OutcomeState:
        """A negative before the window is over may still turn, and so may what was only derived."""
        if moment < self.matures_at and (not self.label or self.source == self.Source.DERIVED):
            return OutcomeState.PROVISIONAL
        return OutcomeState.REVISED if self.revised else OutcomeState.FINAL

    @property
    def state(self) -> OutcomeState:
        return self.state_at(timezone.now())

    @property
    def matured(self) -> bool:
        return self.matures_at <= timezone.now()


_BY_TRUST = (Said.Source.DERIVED, Said.Source.OBSERVED, Said.Source.INVESTIGATED, Said.Source.CORRECTED)


class Outcome(Said):
    """What is known today: the last statement, once for each decision."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="outcome")

    class Meta(Said.Meta):
        ordering = ("-learnt_at",)

    def __str__(self) -> str:
        return f"{self.value} for {self.decision_id}"


class Statement(Said):
    """Whatever was said, in its order, and never changed: so that it can be asked what was known at any moment."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="statements", db_index=False)
    use_case = models.CharField(max_length=50)
    number = models.PositiveIntegerField(help_text="Of those about its decision, from 1.")

    class Meta(Said.Meta):
        ordering = ("decision_id", "number")
        indexes = (models.Index(fields=("tenant", "use_case", "learnt_at"), name="statements_by_time"),)
        constraints = (
            *Said.Meta.constraints,
            models.UniqueConstraint(fields=("decision", "number"), name="one_statement_per_number"),
        )

    def __str__(self) -> str:
        return f"{self.value} for {self.decision_id}, number {self.number}"


class OutcomeFile(TenantModel):
    """A file of outcomes: how far it is, and how many of its rows came to what. The verdicts stand in a file too."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    job = models.OneToOneField(Job, null=True, on_delete=models.PROTECT, related_name="outcome_file")
    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=20)
    path = models.TextField()
    bytes = models.BigIntegerField()
    rows = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict, help_text="By verdict: how many rows.")
    verdicts_bytes = models.BigIntegerField(default=0)
    by = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (models.Index(fields=("tenant", "-created_at", "-id"), name="outcome_files_by_time"),)

    def __str__(self) -> str:
        return self.name
