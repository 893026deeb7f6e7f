"""Every refusal as problem+json: which exception means which status, in one table."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from functools import partial
from typing import TypeVar, cast

from django.core.exceptions import RequestDataTooBig
from django.core.exceptions import ValidationError as UnstorableError
from django.db import DataError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from scorewright.declare.catalogue import UnknownUseCaseError
from scorewright.declare.columns import ColumnsError
from scorewright.declare.errors import RecordRejected
from scorewright.loop.algorithms.actions import StatusRefusedError
from scorewright.loop.deployment.actions import ActivationRefusedError, RollbackRefusedError
from scorewright.loop.deployment.traffic.queries import PlanNotFoundError
from scorewright.loop.deployment.traffic.refusals import TrafficConflictError, TrafficRejectedError
from scorewright.loop.experiments.queries import ExperimentNotFoundError
from scorewright.loop.experiments.refusals import ExperimentConflictError, ExperimentRejectedError
from scorewright.loop.guarding.refusals import NotGuardedError
from scorewright.loop.intake.refusals import (
    AlreadyAssessedError,
    ApplicationConflictError,
    ApplicationNotFoundError,
    ApplicationRejectedError,
    BatchNotFoundError,
    BatchRejectedError,
    ProcessingOffError,
)
from scorewright.loop.intake.schemas import percent
from scorewright.loop.jobs.actions import IdempotencyConflictError, JobFinishedError, JobNotFailedError
from scorewright.loop.jobs.queries import JobNotFoundError
from scorewright.loop.jobs.schedules.queries import ScheduleNotFoundError
from scorewright.loop.notifications.channel_rules import ChannelRejectedError
from scorewright.loop.notifications.queries import ChannelNotFoundError, NotificationNotFoundError
from scorewright.loop.outcomes.backtesting.question import BacktestRejectedError
from scorewright.loop.outcomes.performance.question import PerformanceRejectedError
from scorewright.loop.outcomes.queries import OutcomeFileNotFoundError, OutcomeUnknownError
from scorewright.loop.outcomes.reports import OutcomeRejectedError
from scorewright.loop.outcomes.weighing import OutcomeConflictError
from scorewright.loop.registry.holdouts import HoldoutUnusableError
from scorewright.loop.registry.queries import StatusNotFoundError, VersionNotFoundError
from scorewright.loop.retraining.asking import QualityRefusedError
from scorewright.loop.retraining.http.quality_shape import DataQualityOut
from scorewright.loop.retraining.planning import ConfigError
from scorewright.loop.retraining.queries import UnknownPlaceError
from scorewright.loop.retraining.rows.data_sources import TrainingFileNotFoundError
from scorewright.loop.retraining.rows.soon_read import TooManyRowsError
from scorewright.loop.serving.batch.idempotency import KeyInFlightError, KeyUsedError
from scorewright.loop.serving.bulk.chunk import FileUnreadableError
from scorewright.loop.serving.bulk.downloads import NoSuchFileError, RunUnfinishedError
from scorewright.loop.serving.bulk.formats import UnknownFormatError
from scorewright.loop.serving.bulk.queries import RunNotFoundError
from scorewright.loop.serving.bulk.uploads import NoFileError
from scorewright.loop.serving.door.refusals import RETRY_SECONDS
from scorewright.loop.serving.plans import VersionUnusableError
from scorewright.loop.serving.queries import DecisionNotFoundError
from scorewright.loop.serving.request_names import UnusableNameError
from scorewright.loop.serving.selection import SelectionError
from scorewright.loop.tenancy.permissions import ForbiddenError
from scorewright.loop.tenancy.problems import problem
from scorewright.loop.training.common_rows import IncomparableError
from scorewright.loop.training.comparison import UnknownMetricError
from scorewright.loop.training.evaluation.evaluations import NotEvaluatedError, UnknownPlotError
from scorewright.loop.training.evaluation.plots import PlotUnusableError
from scorewright.loop.training.rows.preparation import TrainingDataError

E = TypeVar("E", bound=Exception)

STATUSES: dict[type[Exception], tuple[int, str]] = {
    UnknownUseCaseError: (404, "Unknown use case"),
    VersionNotFoundError: (404, "Unknown model version"),
    StatusNotFoundError: (404, "Unknown status"),
    DecisionNotFoundError: (404, "Unknown decision"),
    ApplicationNotFoundError: (404, "Unknown application"),
    BatchNotFoundError: (404, "Unknown batch"),
    JobNotFoundError: (404, "Unknown job"),
    ScheduleNotFoundError: (404, "Unknown schedule"),
    RunNotFoundError: (404, "Unknown scoring run"),
    NotGuardedError: (404, "Not guarded"),
    PlanNotFoundError: (404, "Unknown traffic plan"),
    ExperimentNotFoundError: (404, "Unknown experiment"),
    NotificationNotFoundError: (404, "Unknown notification"),
    ChannelNotFoundError: (404, "Unknown channel"),
    NoSuchFileError: (404, "No such file"),
    OutcomeUnknownError: (404, "Outcome not known"),
    OutcomeFileNotFoundError: (404, "Unknown file of outcomes"),
    TrainingFileNotFoundError: (404, "Unknown file"),
    NotEvaluatedError: (404, "Not evaluated"),
    UnknownPlotError: (404, "Unknown plot"),
    PlotUnusableError: (404, "Plot missing"),
    Http404: (404, "Not found"),
    UnusableNameError: (400, "Bad request"),
    ForbiddenError: (403, "Not allowed"),
    ActivationRefusedError: (409, "Activation refused"),
    StatusRefusedError: (409, "Status refused"),
    RollbackRefusedError: (409, "Rollback refused"),
    TrafficConflictError: (409, "Traffic plan refused"),
    ExperimentConflictError: (409, "Experiment refused"),
    ApplicationConflictError: (409, "Application not changed"),
    ProcessingOffError: (409, "Assessments are switched off"),
    RunUnfinishedError: (409, "Run has not ended"),
    JobFinishedError: (409, "Job has ended"),
    JobNotFailedError: (409, "Job has not failed"),
    IdempotencyConflictError: (409, "Key used before"),
}


FILE_RULES: dict[type[Exception], str] = {
    NoFileError: "required",
    UnknownFormatError: "format",
    FileUnreadableError: "content",
    ColumnsError: "columns",
}


def attach(api: NinjaAPI) -> None:
    """Teach ``api`` to answer each refusal as a problem."""
    for kind, (status, title) in STATUSES.items():
        _answer(api, kind, partial(_plain, status, title))
    for kind, rule in FILE_RULES.items():
        _answer(api, kind, partial(_file_refused, rule))
    _answer(api, RecordRejected, _record_rejected)
    _answer(api, ApplicationRejectedError, _application_rejected)
    _answer(api, AlreadyAssessedError, _already_assessed)
    _answer(api, BatchRejectedError, _batch_rejected)
    _answer(api, OutcomeRejectedError, _outcome_rejected)
    _answer(api, OutcomeConflictError, _outcome_contradicted)
    _answer(api, BacktestRejectedError, _backtest_rejected)
    _answer(api, PerformanceRejectedError, _performance_rejected)
    _answer(api, ChannelRejectedError, _channel_rejected)
    _answer(api, TrafficRejectedError, _traffic_rejected)
    _answer(api, ExperimentRejectedError, _experiment_rejected)
    _answer(api, SelectionError, _selection_refused)
    _answer(api, QualityRefusedError, _quality_refused)
    _answer(api, ConfigError, _config_refused)
    _answer(api, TooManyRowsError, _rows_too_many)
    _answer(api, UnknownPlaceError, _place_unknown)
    _answer(api, TrainingDataError, _rows_refused)
    _answer(api, IncomparableError, partial(_comparison_refused, "model_ids"))
    _answer(api, HoldoutUnusableError, partial(_comparison_refused, "model_ids"))
    _answer(api, UnknownMetricError, partial(_comparison_refused, "metrics"))
    _answer(api, VersionUnusableError, _version_unusable)
    _answer(api, KeyInFlightError, _key_in_flight)
    _answer(api, KeyUsedError, _key_used)
    _answer(api, ValidationError, _invalid)
    _answer(api, DataError, _unstorable)
    _answer(api, UnstorableError, _unstorable)
    _answer(api, RequestDataTooBig, lambda _: problem(413, "Too large", "The body of a request has at most 2.5 MB."))
    _answer(api, HttpError, lambda error: problem(error.status_code, "Bad request", str(error)))


def _answer(api: NinjaAPI, kind: type[E], answer: Callable[[E], HttpResponse]) -> None:
    def handle(_: HttpRequest, error: E | type[E]) -> HttpResponse:
        return answer(cast("E", error))

    api.add_exception_handler(kind, handle)


def _plain(status: int, title: str, error: Exception) -> HttpResponse:
    return problem(status, title, str(error))


def _record_rejected(error: RecordRejected) -> HttpResponse:
    errors = [asdict(found) for found in error.problems]
    return problem(422, "The record breaks its declaration", "Nothing was decided or kept.", errors=errors)


def _application_rejected(error: ApplicationRejectedError) -> HttpResponse:
    errors = [asdict(found) for found in error.problems]
    return problem(422, "The application breaks a rule", "Nothing was changed.", errors=errors)


def _already_assessed(error: AlreadyAssessedError) -> HttpResponse:
    found = error.existing
    existing = {
        "credit_score": found.score,
        "risk_level": found.risk_level,
        "confidence": percent(found.confidence),
        "created_at": found.created_at,
        "processing_status": found.processing_status,
    }
    return problem(409, "Assessed already", str(error), success=False, existing_assessment=existing)


def _batch_rejected(error: BatchRejectedError) -> HttpResponse:
    errors = [{"field": "application_ids", "rule": error.rule, "message": str(error)}]
    return problem(400, "Bad batch", str(error), success=False, errors=errors, invalid_ids=list(error.invalid))


def _selection_refused(error: SelectionError) -> HttpResponse:
    errors = [{"field": error.field, "rule": "values", "message": str(error)}]
    return problem(422, "The request breaks a rule", "Nothing was decided or kept.", errors=errors)


def _version_unusable(error: VersionUnusableError) -> HttpResponse:
    headers = {"Retry-After": RETRY_SECONDS}
    return problem(503, "The version cannot answer", f"{error}. Nothing was decided.", headers=headers)


def _key_in_flight(error: KeyInFlightError) -> HttpResponse:
    return problem(409, "In flight", str(error), headers={"Retry-After": "1"})


def _key_used(error: KeyUsedError) -> HttpResponse:
    errors = [{"field": "Idempotency-Key", "rule": "unique", "message": "was used for another request"}]
    return problem(422, "Idempotency-Key was used before", str(error), errors=errors)


def _file_refused(rule: str, error: Exception) -> HttpResponse:
    errors = [{"field": "file", "rule": rule, "message": str(error)}]
    return problem(422, "The file cannot be used", "Nothing was decided or kept.", errors=errors)


def _place(parts: Iterable[object]) -> str:
    names = [str(part) for part in parts]
    return ".".join(names[1:]) or ".".join(names)


def _unstorable(error: Exception) -> HttpResponse:
    transaction.set_rollback(True)
    return problem(422, "The request breaks a rule", "A value cannot be stored or compared. Nothing was changed.")


def _outcome_rejected(error: OutcomeRejectedError) -> HttpResponse:
    errors = [{"field": error.field, "rule": error.rule, "message": str(error)}]
    return problem(422, "The outcome breaks a rule", "Nothing was kept.", errors=errors)


def _outcome_contradicted(error: OutcomeConflictError) -> HttpResponse:
    errors = [{"field": error.field, "rule": error.rule, "message": str(error)}]
    return problem(409, "Outcome already known", "Nothing was kept.", errors=errors)


def _backtest_rejected(error: BacktestRejectedError) -> HttpResponse:
    errors = [{"field": error.field, "rule": error.rule, "message": error.message}]
    return problem(422, "The question breaks a rule", "Nothing was replayed.", errors=errors)


def _performance_rejected(error: PerformanceRejectedError) -> HttpResponse:
    errors = [{"field": error.field, "rule": error.rule, "message": error.message}]
    return problem(422, "The question breaks a rule", "Nothing was measured.", errors=errors)


def _channel_rejected(error: ChannelRejectedError) -> HttpResponse:
    errors = [{"field": error.field, "rule": error.rule, "message": str(error)}]
    return problem(422, "The channel breaks a rule", "Nothing was changed.", errors=errors)


def _traffic_rejected(error: TrafficRejectedError) -> HttpResponse:
    errors = [{"field": error.field, "rule": error.rule, "message": str(error)}]
    return problem(422, "The traffic plan breaks a rule", "Nothing was changed.", errors=errors)


def _experiment_rejected(error: ExperimentRejectedError) -> HttpResponse:
    errors = [{"field": error.field, "rule": error.rule, "message": str(error)}]
    return problem(422, "The experiment breaks a rule", "Nothing was changed.", errors=errors)


def _quality_refused(error: QualityRefusedError) -> HttpResponse:
    report = DataQualityOut.of(error.inspection).model_dump(mode="json")
    return problem(400, "The data-quality report objects", str(error), report=report)


def _config_refused(error: ConfigError) -> HttpResponse:
    errors = [{"field": error.field, "rule": "value", "message": str(error)}]
    return problem(422, "The configuration cannot be trained", "Nothing was begun.", errors=errors)


def _rows_too_many(error: TooManyRowsError) -> HttpResponse:
    errors = [{"field": error.field, "rule": "size", "message": str(error)}]
    return problem(422, "Too many rows to look at while you wait", "Nothing was looked at.", errors=errors)


def _place_unknown(error: UnknownPlaceError) -> HttpResponse:
    errors = [{"field": "after", "rule": "known", "message": str(error)}]
    return problem(422, "The request breaks a rule", "Nothing was changed.", errors=errors)


def _rows_refused(error: TrainingDataError) -> HttpResponse:
    errors = [{"field": "data", "rule": "rows", "message": str(error)}]
    return problem(422, "The rows cannot be trained from", "Nothing was begun.", errors=errors)


def _comparison_refused(field: str, error: Exception) -> HttpResponse:
    errors = [{"field": field, "rule": "comparable", "message": str(error)}]
    return problem(422, "The versions cannot be compared", "Nothing was changed.", errors=errors)


def _invalid(error: ValidationError) -> HttpResponse:
    errors = [
        {
            "field": _place(found.get("loc", found)),
            "rule": found.get("type", "value"),
            "message": found.get("msg", "is not valid"),
        }
        for found in error.errors
    ]
    return problem(422, "The request breaks a rule", "Nothing was changed.", errors=errors)
