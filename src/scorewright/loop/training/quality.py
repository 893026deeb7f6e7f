"""The data-quality report of a training set, by the limits that its use case declares."""

from django.utils import timezone

from scorewright.declare.use_case import UseCase
from scorewright.loop.training.preparation import (
    TrainingDataError,
    TrainingSet,
    groups,
    identifiers,
    moments,
    quality_columns,
)
from scorewright.science.quality.report import QualityReport, examine


def quality_of(use_case: UseCase, data: TrainingSet) -> QualityReport:
    """What is to be said about the rows. Raises TrainingDataError where a moment to split by is missing."""
    plan = use_case.training
    return examine(
        quality_columns(use_case, data),
        data.labels.tolist(),
        now=timezone.now(),
        limits=plan.quality,
        times=moments(data, plan.split_by) if plan.split == "time" and plan.split_by else None,
        group=groups(data, plan.split_by) if plan.split == "group" and plan.split_by else None,
        identifiers=identifiers(use_case),
    )


def check_quality(report: QualityReport) -> None:
    """Raise TrainingDataError where something speaks against training."""
    if not report.passes:
        errors = [finding.message for finding in report.findings if finding.severity == "error"]
        raise TrainingDataError(f"the data-quality report objects: {' '.join(errors)}")
