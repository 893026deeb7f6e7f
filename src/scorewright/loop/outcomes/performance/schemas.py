"""What the address of performance takes and answers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal, Self

from django.utils import timezone
from ninja import Field, Schema
from pydantic import StringConstraints

from scorewright.declare.catalogue import use_case_named
from scorewright.loop.outcomes.backtesting.schemas import VersionName
from scorewright.loop.outcomes.performance import words
from scorewright.loop.outcomes.performance.measuring import Cohort
from scorewright.loop.outcomes.performance.queries import Performance
from scorewright.loop.outcomes.performance.question import By, Question, ask
from scorewright.loop.serving.selection import Selection
from scorewright.loop.tenancy.parameters import Moment, PastMoment
from scorewright.science.estimation.back_test import BackTest, TrackRecord
from scorewright.science.estimation.confidence_based import EstimatedPerformance
from scorewright.science.metrics.bootstrap import Interval


class PerformanceQuery(Schema):
    """``as_of`` is by default now, ``until`` as_of, and ``since`` as the address describes it."""

    by: Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")] = Field(
        default=By.VERSION.value, description="One of version, arm, week, or group: and one of the use case's groups."
    )
    version: VersionName | None = None
    since: Moment | None = None
    until: Moment | None = None
    as_of: PastMoment | None = None

    def question(self, use_case: str) -> Question:
        """Raises UnknownUseCaseError, and as ``ask``."""
        return ask(
            use_case_named(use_case),
            by=self.by,
            now=timezone.now(),
            version=Selection.parse(None, self.version).number,
            since=self.since,
            until=self.until,
            as_of=self.as_of,
        )


class FigureOut(Schema):
    """A metric with its 95 % interval; null where it has no meaning."""

    value: float | None
    low: float | None
    high: float | None


class EstimatedOut(Schema):
    """What is expected of decisions without a matured outcome: ``low`` and ``high`` hold in 95 of 100 cases."""

    kind: Literal["estimated"] = "estimated"
    rows: int
    metrics: dict[str, FigureOut]
    words: str

    @classmethod
    def of(cls, found: EstimatedPerformance, rows: int) -> Self:
        return cls(rows=rows, metrics=_figures(found.metrics), words=words.of_estimate(rows))


class TestedOut(Schema):
    """The estimate with its limits, and what was measured on the same decisions."""

    estimated: float | None
    low: float | None
    high: float | None
    measured: float | None
    kept: bool | None = Field(description="Whether what was measured lies within the limits.")


class BackTestOut(Schema):
    """The estimate that would have been given of the labelled decisions, held against what happened."""

    rows: int
    metrics: dict[str, TestedOut]
    words: str

    @classmethod
    def of(cls, found: BackTest) -> Self:
        tested = {
            name: TestedOut(
                estimated=said.value,
                low=said.low,
                high=said.high,
                measured=found.measured[name],
                kept=found.as_expected(name),
            )
            for name, said in found.estimated.metrics.items()
        }
        return cls(rows=found.estimated.rows, metrics=tested, words=words.of_back_test(found))


class CohortOut(Schema):
    name: str
    by_fallback: bool = Field(description="Whether the decisions are the fallback's: only where by is version.")
    decisions: int = Field(description="Answered by a model; those of shadows are never among them.")
    fallbacks: int = Field(description="Answered by the fallback besides, and in none of the other figures.")
    matured: int = Field(description="Decisions whose window was over.")
    labelled: int = Field(description="Matured decisions whose outcome was known.")
    effective_rows: float = Field(description="How many labelled ones of equal weight would tell as much.")
    thresholds: list[float]
    metrics: dict[str, FigureOut] | None = Field(description="Null: not enough matured outcomes.")
    estimated: EstimatedOut | None
    back_test: BackTestOut | None
    words: str

    @classmethod
    def of(cls, cohort: Cohort) -> Self:
        served = cohort.served
        estimated, tested = cohort.estimated, cohort.back_test
        return cls(
            name=cohort.name,
            by_fallback=served.by_fallback,
            decisions=served.decisions,
            fallbacks=served.fallbacks,
            matured=served.matured,
            labelled=served.labelled.count,
            effective_rows=served.labelled.effective_rows,
            thresholds=list(cohort.thresholds),
            metrics=None if cohort.metrics is None else _figures(cohort.metrics),
            estimated=None if estimated is None else EstimatedOut.of(estimated, served.unknown.count),
            back_test=None if tested is None else BackTestOut.of(tested),
            words=words.of_cohort(cohort),
        )


class RecordOut(Schema):
    """How the estimates of one metric did in ``cohorts`` whose outcomes have matured."""

    cohorts: int
    kept_share: float | None = Field(description="Of them, those measured within the limits.")
    mean_error: float | None = Field(description="Estimated less measured.")
    mean_absolute_error: float | None
    words: str

    @classmethod
    def of(cls, metric: str, found: TrackRecord) -> Self:
        return cls(
            cohorts=found.cohorts,
            kept_share=found.as_expected_share,
            mean_error=found.mean_error,
            mean_absolute_error=found.mean_absolute_error,
            words=words.of_record(metric, found),
        )


class PerformanceOut(Schema):
    use_case: str
    as_of: datetime
    by: str
    version: str | None
    since: datetime
    until: datetime
    shadow_decisions: int = Field(description="Made by shadows beside these decisions, and in no figure.")
    cohorts: list[CohortOut]
    track_record: dict[str, RecordOut] = Field(description="By metric: how estimates did, over the cohorts.")

    @classmethod
    def of(cls, found: Performance) -> Self:
        question = found.question
        return cls(
            use_case=question.use_case.name,
            as_of=question.as_of,
            by=question.told_by,
            version=None if question.version is None else question.version.label,
            since=question.since,
            until=question.until,
            shadow_decisions=found.shadow_decisions,
            cohorts=[CohortOut.of(cohort) for cohort in found.cohorts],
            track_record={name: RecordOut.of(name, record) for name, record in found.track_record.items()},
        )


def _figures(found: Mapping[str, Interval]) -> dict[str, FigureOut]:
    return {name: FigureOut(value=one.value, low=one.low, high=one.high) for name, one in found.items()}
