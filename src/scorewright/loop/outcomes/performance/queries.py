"""Reading how good what was served is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scorewright.loop.outcomes.performance.measuring import Cohort, measure
from scorewright.loop.outcomes.performance.question import Question
from scorewright.loop.outcomes.performance.reading import served, shadow_decisions
from scorewright.science.estimation.back_test import TrackRecord, track_record
from scorewright.science.estimation.confidence_based import ESTIMATED


@dataclass(frozen=True, eq=False)
class Performance:
    """The cohorts in the order of their names.

    ``shadow_decisions`` were made beside them and are in none. ``track_record`` says by metric in how many cohorts the
    estimate kept its limits.
    """

    question: Question
    cohorts: Sequence[Cohort]
    shadow_decisions: int
    track_record: Mapping[str, TrackRecord]


def performance(question: Question) -> Performance:
    """Answer the ``question``: once its moment has passed, the same figures whenever it is asked.

    Raises PerformanceRejectedError where there are too many cohorts. Whatever the number of decisions, few are in
    memory: of a cohort with more than ``sample.MOST_KEPT``, figures are of a random sample.
    """
    seed = question.use_case.training.seed
    cohorts = [measure(name, cohort, seed=seed) for name, cohort in served(question).items()]
    tests = [cohort.back_test for cohort in cohorts if cohort.back_test is not None]
    return Performance(
        question, cohorts, shadow_decisions(question), {metric: track_record(tests, metric) for metric in ESTIMATED}
    )
