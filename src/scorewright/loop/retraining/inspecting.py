"""What is to be said of rows before anything is fitted to them."""

from dataclasses import dataclass

from scorewright.declare.dataset import Dataset
from scorewright.declare.use_case import UseCase
from scorewright.loop.training.actions import split_of
from scorewright.loop.training.rows.preparation import TrainingDataError, TrainingSet, prepare
from scorewright.loop.training.rows.quality import quality_of
from scorewright.loop.training.session import ground_of
from scorewright.science.quality.report import QualityReport


@dataclass(frozen=True)
class Inspection:
    """``objections`` are all that a training from these rows would fail of before its first fit, in words."""

    use_case: UseCase
    data: TrainingSet
    report: QualityReport
    objections: tuple[str, ...]


def inspect(use_case: UseCase, dataset: Dataset) -> Inspection:
    """Raises TrainingDataError where rows break a rule."""
    data = prepare(use_case, dataset)
    report = quality_of(use_case, data)
    errors = tuple(found.message for found in report.findings if found.severity == "error")
    return Inspection(use_case, data, report, errors or _objections_to_parting(use_case, data))


def _objections_to_parting(use_case: UseCase, data: TrainingSet) -> tuple[str, ...]:
    """What speaks against setting a hold-out apart, and the folds of the rest."""
    try:
        ground_of(use_case, data, split_of(use_case, data).train)
    except TrainingDataError as error:
        return (str(error),)
    return ()
