import uuid
from datetime import datetime

from django.db import models
from django.utils import timezone

from scorewright.declare.guard import Guard
from scorewright.loop.deployment.models import Activation
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.tenancy.models import TenantModel
from scorewright.science.experiments.arm import Arm


class GuardWatch(TenantModel):
    """The watch over one activation that replaced another version, by the ``rule`` that was declared when it began.

    ``former_arm`` is what the former version reached, fixed at ``fixed_at`` and never changed after: null until then.
    """

    class State(models.TextChoices):
        NOT_ARMED = "not_armed", "not armed yet"
        WATCHING = "watching", "watching"
        SOUND = "sound", "sound to the end"
        ROLLED_BACK = "rolled_back", "rolled back"
        ALERTED = "alerted", "alerted"
        ENDED = "ended", "ended without a verdict"

    class Against(models.TextChoices):
        OUTCOMES = "outcomes", "what the former version had decided"
        HOLDOUT = "holdout", "the rows that both were compared on"

    OPEN = (State.NOT_ARMED, State.WATCHING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activation = models.OneToOneField(Activation, on_delete=models.PROTECT, related_name="guard_watch")
    use_case = models.CharField(max_length=50)
    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="guard_watches")
    former = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="guarded_successors")
    rule = models.JSONField(help_text="The guard as it was declared when the watch began.")
    state = models.CharField(max_length=20, choices=State.choices)
    reason = models.TextField()
    begun_at = models.DateTimeField(default=timezone.now)
    matures_from = models.DateTimeField(help_text="Before that, no outcome of the new version has matured.")
    ends_at = models.DateTimeField(help_text="Then the last outcome that counts has matured.")
    against = models.CharField(max_length=20, choices=Against.choices, blank=True)
    former_arm = models.JSONField(null=True)
    fixed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    rollback = models.OneToOneField(
        Activation, null=True, on_delete=models.PROTECT, related_name="guard_watch_behind", help_text="That it made."
    )

    class Meta:
        verbose_name_plural = "guard watches"
        ordering = ("-begun_at", "-id")

    def __str__(self) -> str:
        return f"guard of {self.use_case} {self.version.label}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def guard(self) -> Guard:
        return Guard(**self.rule)

    @property
    def former_side(self) -> Arm | None:
        return None if self.former_arm is None else Arm(**self.former_arm)

    @property
    def guarded_until(self) -> datetime:
        """What the new version decides after that is not judged."""
        return self.activation.at + self.guard.span


class GuardLook(TenantModel):
    """One look at the outcomes, and what was found; never changed after."""

    class Outcome(models.TextChoices):
        ROLL_BACK = "roll_back", "worse than allowed"
        SOUND = "sound", "no such drop shown"
        NOT_ENOUGH_OUTCOMES = "not_enough_outcomes", "not enough outcomes"

    watch = models.ForeignKey(GuardWatch, on_delete=models.PROTECT, related_name="looks", db_index=False)
    number = models.PositiveIntegerField(help_text="Of those of its watch, from 1.")
    at = models.DateTimeField(help_text="What was known then.")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    arm = models.JSONField(help_text="What the new version had reached.")
    drop = models.FloatField(null=True, help_text="How much worse the new version does; null: too few outcomes.")
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    words = models.TextField()
    by = models.CharField(max_length=200)

    class Meta:
        ordering = ("-at", "-id")
        constraints = (models.UniqueConstraint(fields=("watch", "number"), name="one_guard_look_per_number"),)

    def __str__(self) -> str:
        return f"look {self.number} of the {self.watch}"
