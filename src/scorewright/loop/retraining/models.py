import uuid

from django.db import models
from django.utils import timezone

from scorewright.loop.jobs.models import Job
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.tenancy.models import TenantModel


class TrainingFile(TenantModel):
    """Rows that somebody uploaded to train from; ``kind`` is its format, as in ``csv.gz``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=20)
    path = models.TextField()
    bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    by = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return self.name


class TrainingRun(TenantModel):
    """One training: why it ran, how it was configured, and what came of it. How far it is says its job."""

    class Trigger(models.TextChoices):
        MANUAL = "manual"
        DATA_THRESHOLD = "data_threshold"
        MODEL_AGE = "model_age"
        PERFORMANCE_DROP = "performance_drop"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="training_run")
    use_case = models.CharField(max_length=50)
    config = models.JSONField()
    file = models.ForeignKey(TrainingFile, null=True, on_delete=models.PROTECT, related_name="runs")
    trigger = models.CharField(max_length=20, choices=Trigger.choices, default=Trigger.MANUAL)
    reason = models.TextField(blank=True)
    new_rows = models.PositiveIntegerField(null=True, help_text="Labelled rows that came since the run before.")
    by = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)
    rows = models.PositiveIntegerField(null=True)
    data_source = models.CharField(max_length=300, blank=True)
    parent = models.ForeignKey(ModelVersion, null=True, on_delete=models.PROTECT, related_name="successor_runs")
    best = models.ForeignKey(ModelVersion, null=True, on_delete=models.PROTECT, related_name="won_runs")
    versions = models.JSONField(default=list, help_text="The ids of all versions that came of it.")
    selection = models.JSONField(default=dict, help_text="By learner: the target metric on the folds.")
    refused = models.JSONField(default=dict, help_text="By learner: why it gave no version.")
    verdict = models.JSONField(null=True, help_text="What the activation policy said of the best version.")

    class Meta:
        ordering = ("-at", "-id")
        indexes = (
            models.Index(fields=("tenant", "use_case", "-at", "-id"), name="training_runs_by_time"),
            models.Index(fields=("tenant", "-at", "-id"), name="training_runs_by_moment"),
        )

    def __str__(self) -> str:
        return f"training of {self.use_case}, {self.at:%Y-%m-%d %H:%M}"
