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
        EXPERIMENT = "experiment"

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


class TrafficPlan(TenantModel):
    """What the requests of a use case are given besides plain production, until it is ended: one is open at most.

    While it is open, ``production`` decides where no arm does: every change of what is in production ends it. Units are
    told apart by the field ``unit_field``, "" for none, and hashed together with ``experiment``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    use_case = models.CharField(max_length=50)
    production = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="traffic_plans")
    experiment = models.CharField(max_length=100, blank=True)
    unit_field = models.CharField(max_length=100, blank=True)
    reason = models.TextField()
    by = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=200, blank=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("-at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "use_case"), condition=models.Q(ended_at__isnull=True), name="one_open_traffic_plan"
            ),
        )

    def __str__(self) -> str:
        return f"traffic of {self.use_case} since {self.at:%Y-%m-%d %H:%M}"

    @property
    def arms(self) -> list["TrafficShare"]:
        """In the order in which they share out the points between 0 and 1."""
        return self._of(TrafficShare.Role.ARM)

    @property
    def shadows(self) -> list["TrafficShare"]:
        return self._of(TrafficShare.Role.SHADOW)

    @property
    def holdout_share(self) -> float:
        """What the arms leave to production; 0 where there are none, since then nothing is held out."""
        left = 1 - sum(arm.share for arm in self.arms) if self.arms else 0.0
        return round(left, 9) + 0.0

    def _of(self, role: str) -> list["TrafficShare"]:
        return [share for share in self.shares.all() if share.role == role]


class TrafficShare(TenantModel):
    """One version's part of a traffic plan: an arm decides on its share, a shadow only looks on."""

    class Role(models.TextChoices):
        ARM = "arm"
        SHADOW = "shadow"

    plan = models.ForeignKey(TrafficPlan, on_delete=models.PROTECT, related_name="shares")
    role = models.CharField(max_length=10, choices=Role.choices)
    name = models.CharField(max_length=50)
    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="traffic_shares")
    share = models.FloatField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("plan", "role", "name"), name="one_share_per_name"),
            models.CheckConstraint(condition=models.Q(share__gt=0, share__lte=1), name="share_is_a_share"),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.name}: {self.share:g}"


class ShadowDecision(TenantModel):
    """What a shadow would have decided on a request, or why it could not: nobody was answered by it.

    ``decision_id`` is that of the decision which was given; the stage that keeps those is a later one.
    """

    plan = models.ForeignKey(TrafficPlan, on_delete=models.PROTECT, related_name="shadow_decisions", db_index=False)
    decision_id = models.UUIDField()
    use_case = models.CharField(max_length=50)
    model_version = models.ForeignKey(
        ModelVersion, on_delete=models.PROTECT, related_name="shadow_decisions", db_index=False
    )
    version = models.CharField(max_length=50)
    policy = models.CharField(max_length=64, help_text="The fingerprint of the policy.")
    threshold = models.FloatField()
    probability = models.FloatField(null=True, help_text="Null, like all that follows from it, where it failed.")
    label = models.SmallIntegerField(null=True)
    score = models.IntegerField(null=True)
    band = models.CharField(max_length=50, null=True)  # noqa: DJ001 - null says that there is none
    error = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    duration_ms = models.FloatField()

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("model_version", "plan"), name="shadows_by_version"),)
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "decision_id", "plan", "model_version"), name="one_shadow_per_decision"
            ),
        )

    def __str__(self) -> str:
        return f"{self.use_case} {self.version} beside {self.decision_id}"
