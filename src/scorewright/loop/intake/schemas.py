"""What the endpoints of applications take and answer."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from ninja import Field, Schema
from pydantic import ConfigDict, StringConstraints

from scorewright.declare.catalogue import UnknownUseCaseError
from scorewright.loop.intake.accepting import Parts, intake_named, warnings_of
from scorewright.loop.intake.models import Application, Assessment
from scorewright.loop.intake.statuses import Processing, Status
from scorewright.loop.tenancy.parameters import UseCaseName

Username = Annotated[str, StringConstraints(min_length=1, max_length=150, pattern=r"^[\w.@+-]+$")]
ReferenceNumber = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}-[0-9]{4}-[0-9]{4,}$", max_length=30)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000, pattern=r"^[^\x00]*$")]
Version = Annotated[int, Field(ge=1, le=2**31 - 1)]
MOST = 500
_VERSION = "The version that you have seen: 409 where somebody has changed the application since."
_RECORD = "What is decided on: the fields of the use case's record. A draft may lack any."
_PERSONAL = "Personal fields that the use case declares: kept beside the record, and never used to decide."
_TOOK = "From when a worker took it to its result; assessments that are made together share that time."
_MONITORED = "Kept apart, for looking at fairness alone; it is never answered."


_WIDTH = "Of the conformal interval around the probability, 0 to 1: near 1 the outcome is open. Null for the fallback."


class _Strict(Schema):
    model_config = ConfigDict(extra="forbid")


class _Held(_Strict):
    record: dict[str, Any] = Field(default_factory=dict, description=_RECORD)
    personal: dict[str, Any] = Field(default_factory=dict, description=_PERSONAL)
    monitored: dict[str, Any] = Field(default_factory=dict, description=_MONITORED)

    def parts(self) -> Parts:
        return Parts(self.record, self.personal, self.monitored)


class OneOfSeveral(_Held):
    is_priority: bool = False
    applicant: Username | None = Field(None, description="The username of a member who is an applicant.")
    assigned_analyst: Username | None = Field(None, description="The username of a member who is an analyst.")
    submit: bool = Field(default=False, description="Hand it in at once: then it must be complete.")


class ApplicationIn(OneOfSeveral):
    use_case: UseCaseName


class ApplicationsIn(_Strict):
    use_case: UseCaseName
    applications: Annotated[list[OneOfSeveral], Field(min_length=1, max_length=MOST)]


class ApplicationChange(_Held):
    is_priority: bool | None = None
    version: Version | None = Field(None, description=_VERSION)


class SubmitIn(_Strict):
    version: Version | None = Field(None, description=_VERSION)


class StatusIn(SubmitIn):
    status: Status
    reason: Reason = ""


class AssignIn(SubmitIn):
    analyst: Username | None = Field(description="The username of a member who is an analyst; null: nobody.")


class AssessmentWantedIn(_Strict):
    force: bool = False


class Filters(Schema):
    use_case: UseCaseName | None = None
    status: Status | None = None
    assigned_analyst: Username | None = None
    is_priority: bool | None = None
    reference_number: ReferenceNumber | None = None
    needs_manual_review: bool | None = None
    processing_status: Processing | None = None


class AssessmentOut(Schema):
    id: UUID
    cause: Assessment.Cause
    processing_status: Processing
    processing_error: str
    retry_count: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    processing_time_ms: int | None = Field(description=_TOOK)
    decision_id: UUID | None
    score: int | None
    category: str | None
    risk_level: str | None
    confidence: float | None = Field(description="0 to 1.")
    width: float | None = Field(description=_WIDTH)
    score_low: int | None = Field(description="The lower end of that interval on the scale of scores.")
    score_high: int | None = Field(description="Its upper end.")
    needs_manual_review: bool | None
    reasons: list[dict[str, Any]] | None
    insight: dict[str, Any] | None
    model_version: str


class ApplicationLine(Schema):
    id: UUID
    use_case: str
    reference_number: str
    status: Status
    is_priority: bool
    applicant: str | None
    assigned_analyst: str | None
    version: int
    submitted_at: datetime | None
    created_at: datetime
    updated_at: datetime
    assessment: AssessmentOut | None = Field(description="The one that speaks for the record as it stands.")

    @staticmethod
    def resolve_applicant(application: Application) -> str | None:
        return None if application.applicant is None else application.applicant.get_username()

    @staticmethod
    def resolve_assigned_analyst(application: Application) -> str | None:
        return None if application.assigned_analyst is None else application.assigned_analyst.get_username()


class NewApplicationOut(Schema):
    id: UUID
    reference_number: str
    status: Status


class ApplicationsOut(Schema):
    applications: list[NewApplicationOut]


class WarningOut(Schema):
    field: str
    rule: str
    message: str


class ApplicationOut(ApplicationLine):
    record: dict[str, Any]
    personal: dict[str, Any]
    warnings: list[WarningOut] = Field(description="What is unlikely in the record, though it breaks no rule.")

    @staticmethod
    def resolve_warnings(application: Application) -> list[WarningOut]:
        try:
            use_case, _ = intake_named(application.use_case)
        except UnknownUseCaseError:
            return []
        found = warnings_of(use_case, application.record)
        return [WarningOut(field=one.field, rule=one.rule, message=one.message) for one in found]


class AssessmentAskedOut(Schema):
    success: bool
    message: str
    task_id: UUID = Field(description="The assessment.")
    application_id: UUID
    reference_number: str
    force_reprocess: bool


class BatchOut(Schema):
    success: bool
    message: str
    task_id: UUID = Field(description="The batch: see /api/v1/applications/ml-assessments/batches/{task_id}/.")
    application_count: int
    force_reprocess: bool


class BatchItemOut(Schema):
    """As clients of the pipeline know it, with what its use case tells besides, under the name that it gives that."""

    model_config = ConfigDict(extra="allow", protected_namespaces=())

    status: Literal["completed", "failed", "skipped", "duplicate", "error", "pending"]
    application_id: UUID
    reference_number: str
    credit_score: int | None
    risk_level: str | None
    confidence: float | None = Field(description="0 to 100.")
    processing_time_ms: int | None = Field(description=_TOOK)
    model_version: str | None
    created_at: datetime | None


class BatchResultOut(Schema):
    total: int
    completed: int
    skipped: int
    failed: int
    pending: int
    finished: bool
    errors: list[dict[str, str]] = Field(description="Of those that failed, the first hundred.")
    results: list[BatchItemOut]
    next: str | None = Field(description="Where the results go on.")


class AssessmentStatusOut(Schema):
    """As clients of the pipeline know it: confidence and accuracy in percent; null where there is nothing yet.

    Beside it stands what its use case tells besides, under the name that it gives that; null where nothing is told.
    """

    model_config = ConfigDict(extra="allow", protected_namespaces=())

    has_assessment: bool
    credit_score: int | None
    category: str | None
    risk_level: str | None
    confidence: float | None = Field(description="0 to 100.")
    processing_status: Processing | None
    processing_time_ms: int | None = Field(description=_TOOK)
    model_version: str | None
    model_accuracy: float | None = Field(description="Of the model on its hold-out, 0 to 100; null for the fallback.")
    prediction_timestamp: datetime | None
    last_updated: datetime | None
    error_message: str | None
    retry_count: int
    width: float | None = Field(description=_WIDTH)
    score_low: int | None = Field(description="The lower end of that interval on the scale of scores.")
    score_high: int | None = Field(description="Its upper end.")
    needs_manual_review: bool | None
    reasons: list[str] | None = Field(description="In words, the strongest first.")

    @classmethod
    def of(cls, application: Application) -> Self:
        found = application.assessment
        if found is None:
            empty: dict[str, Any] = dict.fromkeys(cls.model_fields)
            return cls(**empty | {"has_assessment": False, "retry_count": 0})
        return cls(
            has_assessment=True,
            credit_score=found.score,
            category=found.category,
            risk_level=found.risk_level,
            confidence=percent(found.confidence),
            processing_status=Processing(found.processing_status),
            processing_time_ms=found.processing_time_ms,
            model_version=found.model_version or None,
            model_accuracy=_accuracy(found),
            prediction_timestamp=None if found.decision is None else found.decision.at,
            last_updated=found.updated_at,
            error_message=found.processing_error or None,
            retry_count=found.retry_count,
            width=found.width,
            score_low=found.score_low,
            score_high=found.score_high,
            needs_manual_review=found.needs_manual_review,
            reasons=None if found.reasons is None else [reason["words"] for reason in found.reasons],
        )


def percent(share: float | None) -> float | None:
    """
    >>> percent(0.8437), percent(None)
    (84.4, None)
    """
    return None if share is None else round(100 * share, 1)


def insight_in_short(use_case: str, assessment: Assessment | None) -> dict[str, Any]:
    """What is told besides, in short, under the name that its use case gives it; null where there is nothing."""
    try:
        _, intake = intake_named(use_case)
    except UnknownUseCaseError:
        return {}
    if intake.insight is None:
        return {}
    told = None if assessment is None else assessment.insight
    return {intake.insight.name: None if told is None else intake.insight.short(told)}


def _accuracy(found: Assessment) -> float | None:
    version = None if found.decision is None else found.decision.model_version
    measured = {} if version is None else version.metrics.get("accuracy", {})
    return percent(measured.get("value"))
