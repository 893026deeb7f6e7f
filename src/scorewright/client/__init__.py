"""A client of a running Scorewright, for programs elsewhere: httpx and msgspec are all that it needs."""

from scorewright.client.answers import Advice, Decision, Explanation, JobState, KeptDecision, Outcome, Reason, UseCase
from scorewright.client.async_client import AsyncClient
from scorewright.client.errors import (
    AnswerUnreadableError,
    ApiError,
    JobFailedError,
    Problem,
    RateLimited,
    Rejected,
    ScorewrightError,
    StillRunningError,
    Unauthorised,
    Unavailable,
    UnsendableError,
)
from scorewright.client.jobs import AsyncJob, Job
from scorewright.client.sync_client import Client

__all__ = [
    "Advice",
    "AnswerUnreadableError",
    "ApiError",
    "AsyncClient",
    "AsyncJob",
    "Client",
    "Decision",
    "Explanation",
    "Job",
    "JobFailedError",
    "JobState",
    "KeptDecision",
    "Outcome",
    "Problem",
    "RateLimited",
    "Reason",
    "Rejected",
    "ScorewrightError",
    "StillRunningError",
    "Unauthorised",
    "Unavailable",
    "UnsendableError",
    "UseCase",
]
