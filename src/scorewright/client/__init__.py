"""A client of a running Scorewright, for programs elsewhere: httpx and msgspec are all that it needs."""

from scorewright.client.answers import (
    Advice,
    Decision,
    Explanation,
    JobState,
    KeptDecision,
    Outcome,
    OutcomeVerdict,
    Reason,
    UseCase,
)
from scorewright.client.async_client import AsyncClient
from scorewright.client.configuration import Configuration
from scorewright.client.errors import (
    AnswerUnreadableError,
    ApiError,
    JobFailedError,
    Problem,
    QualityRefusedError,
    RateLimited,
    Rejected,
    ScorewrightError,
    StillRunningError,
    Unauthorised,
    Unavailable,
    UnsendableError,
)
from scorewright.client.evaluated import Comparison, Evaluation
from scorewright.client.jobs import AsyncJob, AsyncJobFor, Job, JobFor
from scorewright.client.sharing import Part, ShadowComparison, ShadowDecision, ShadowOutcomes, TrafficPlan
from scorewright.client.sync_client import Client
from scorewright.client.trained import Activation, DataQuality, Interval, Metrics, Model, Training, TrainingFile

__all__ = [
    "Activation",
    "Advice",
    "AnswerUnreadableError",
    "ApiError",
    "AsyncClient",
    "AsyncJob",
    "AsyncJobFor",
    "Client",
    "Comparison",
    "Configuration",
    "DataQuality",
    "Decision",
    "Evaluation",
    "Explanation",
    "Interval",
    "Job",
    "JobFailedError",
    "JobFor",
    "JobState",
    "KeptDecision",
    "Metrics",
    "Model",
    "Outcome",
    "OutcomeVerdict",
    "Part",
    "Problem",
    "QualityRefusedError",
    "RateLimited",
    "Reason",
    "Rejected",
    "ScorewrightError",
    "ShadowComparison",
    "ShadowDecision",
    "ShadowOutcomes",
    "StillRunningError",
    "TrafficPlan",
    "Training",
    "TrainingFile",
    "Unauthorised",
    "Unavailable",
    "UnsendableError",
    "UseCase",
]
