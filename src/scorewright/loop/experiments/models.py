import uuid

from django.db import models

from scorewright.loop.deployment.models import Activation, TrafficPlan
from scorewright.loop.experiments.metrics import greater_is_better
from scorewright.loop.tenancy.models import TenantModel
from scorewright.science.experiments.rule import Rule


class ExperimentState(models.TextChoices):
    RUNNING = "running"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"


class ExperimentMode(models.TextChoices):
    ALWAYS_VALID = "always_valid", "always valid"
    FIXED_HORIZON = "fixed_horizon", "fixed horizon"


class Experiment(TenantModel):
    """Arms of a traffic plan that are compared on outcomes, by a rule that is stated before the start.

    The database refuses to change the rule. ``champion`` is the arm of what was in production, "holdout" where that had
    none of its own. ``detectable`` is the gain that the planned units find with ``power``; null where it could not be
    told. One that is not ``watched`` is looked at where somebody asks, and at its stop.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    use_case = models.CharField(max_length=50)
    title = models.CharField(max_length=200)
    reason = models.TextField()
    plan = models.OneToOneField(TrafficPlan, on_delete=models.PROTECT, related_name="compared_by")
    champion = models.CharField(max_length=50)
    metric = models.CharField(max_length=20)
    costs = models.JSONField(null=True, help_text="Of each kind of decision, where the metric is the cost.")
    mode = models.CharField(max_length=20, choices=ExperimentMode.choices)
    planned_units = models.PositiveIntegerField()
    challengers = models.PositiveSmallIntegerField()
    alpha = models.FloatField()
    power = models.FloatField()
    relevant = models.FloatField()
    fewest_units = models.PositiveIntegerField()
    baseline = models.FloatField(null=True, help_text="The champion's mean of the metric, as was known at the start.")
    spread = models.FloatField(null=True, help_text="The standard deviation of the metric over units.")
    detectable = models.FloatField(null=True)
    watched = models.BooleanField(default=True)
    created_by = models.CharField(max_length=200, blank=True, help_text="As whoever asked for it called themselves.")
    by = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=ExperimentState.choices, default=ExperimentState.RUNNING)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=200, blank=True)
    end_reason = models.TextField(blank=True)
    conclusion = models.TextField(blank=True, help_text="What came of it, in words.")
    forced = models.BooleanField(default=False, help_text="A version was promoted that was not shown to be better.")
    activation = models.OneToOneField(Activation, null=True, on_delete=models.PROTECT, related_name="experiment")

    class Meta:
        ordering = ("-started_at", "-id")
        indexes = (models.Index(fields=("tenant", "-started_at", "-id"), name="experiments_by_time"),)

    def __str__(self) -> str:
        return self.title

    @property
    def standing(self) -> str:
        """Its state; one whose plan was ended under it is interrupted, whether or not a look has found that yet."""
        over = self.state == ExperimentState.RUNNING and self.plan.ended_at is not None
        return ExperimentState.INTERRUPTED if over else ExperimentState(self.state)

    @property
    def rule(self) -> Rule:
        return Rule(
            planned_units=self.planned_units,
            metric=self.metric,
            greater_is_better=greater_is_better(self.metric),
            mode="fixed_horizon" if self.mode == ExperimentMode.FIXED_HORIZON else "always_valid",
            challengers=self.challengers,
            alpha=self.alpha,
            power=self.power,
            fewest_units=self.fewest_units,
            relevant=self.relevant,
        )

    @property
    def last_look(self) -> "Look | None":
        """As it was when the experiment was read by ``queries``; else as it is."""
        read: list[Look] | None = getattr(self, "newest_looks", None)
        return next(iter(self.looks.all()[:1] if read is None else read), None)


class Look(TenantModel):
    """What was found at one moment, and never changed: numbers of each arm, comparisons, and the verdict."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    experiment = models.ForeignKey(Experiment, on_delete=models.PROTECT, related_name="looks", db_index=False)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    outcome = models.CharField(max_length=30)
    winner = models.CharField(max_length=50, null=True)  # noqa: DJ001 - null says that there is none
    keep = models.CharField(max_length=50)
    judged = models.BooleanField()
    words = models.TextField()
    detectable = models.FloatField(null=True)
    arms = models.JSONField()
    comparisons = models.JSONField()
    sample_ratio = models.JSONField()
    adjustment = models.JSONField(null=True, help_text="What was taken out of the noise; null where nobody tried.")

    class Meta:
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=("experiment", "-at", "-id"), name="looks_by_time"),)

    def __str__(self) -> str:
        return f"{self.experiment}: {self.outcome} at {self.at:%Y-%m-%d %H:%M}"
