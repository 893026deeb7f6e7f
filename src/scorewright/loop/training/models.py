from django.db import models
from django.db.models.functions import Now

from scorewright.loop.tenancy.models import TenantModel
from scorewright.loop.training.evaluation.model import Evaluation

__all__ = ["Evaluation", "Trial", "TrialState"]


class TrialState(models.TextChoices):
    RUNNING = "running"
    COMPLETE = "complete"
    PRUNED = "pruned"
    FAILED = "failed"


class Trial(TenantModel):
    """One try of a search for a learner's parameters: claimed before it is begun, and ended once.

    ``search`` is a SHA-256 over all that the scores depend on, so whoever searches the same goes on from these rows.
    ``folds`` are the target metric on each fold that was finished, in the order of the folds.
    """

    search = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    learner = models.CharField(max_length=50)
    parameters = models.JSONField()
    state = models.CharField(max_length=20, choices=TrialState.choices, default=TrialState.RUNNING)
    folds = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    seconds = models.FloatField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("search", "number")
        constraints = (
            models.UniqueConstraint(fields=("tenant", "search", "number"), name="one_trial_per_number"),
            models.CheckConstraint(condition=models.Q(state__in=TrialState.values), name="trial_state_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.learner} trial {self.number} ({self.state})"
