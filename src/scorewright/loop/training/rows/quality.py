"""The data-quality report of a training set, by the limits that its use case declares."""

from datetime import datetime

from django.utils import timezone

from scorewright.declare.use_case import UseCase
from scorewright.loop.training.rows.preparation import (
    TrainingDataError,
    TrainingSet,
    groups,
    identifiers,
    moments,
    quality_columns,
    years,
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
        times=_times(use_case, data),
        group=_group(use_case, data),
        identifiers=identifiers(use_case),
        left_out=data.left_out,
    )


def _times(use_case: UseCase, data: TrainingSet) -> list[datetime] | None:
    plan = use_case.training
    if plan.split == "time" and plan.split_by:
        return moments(data, plan.split_by)
    return None if use_case.year_field is None else years(data, use_case.year_field)


def _group(use_case: UseCase, data: TrainingSet) -> list[str] | None:
    if use_case.group_field is None:
        return None
    return [name or "(missing)" for name in groups(data, use_case.group_field)]


def check_quality(report: QualityReport) -> None:
    """Raise TrainingDataError where something speaks against training."""
    if not report.passes:
        errors = [finding.message for finding in report.findings if finding.severity == "error"]
        raise TrainingDataError(f"the data-quality report objects: {' '.join(errors)}")
