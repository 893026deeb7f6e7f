"""Answers read: typed where they are what was asked for, an error where not."""

from typing import TypeVar

import msgspec
from msgspec import Raw, Struct, structs

from scorewright.client.answers import Decision
from scorewright.client.errors import (
    AnswerUnreadableError,
    ApiError,
    Problem,
    QualityRefusedError,
    RateLimited,
    Rejected,
    ScorewrightError,
    Unauthorised,
    Unavailable,
)
from scorewright.client.messages import Answer, Heard, Silence
from scorewright.client.repeats import retry_after
from scorewright.client.trained import DataQuality

T = TypeVar("T")
SOMETHING_BEFORE_IT, TOO_MANY = (502, 503, 504), 429
KINDS: dict[int, type[ApiError]] = {401: Unauthorised, 422: Rejected}


class _ProblemJson(Struct, frozen=True):
    title: str = "Refused"
    detail: str = ""
    errors: tuple[Problem, ...] = ()
    report: DataQuality | None = None


class _Verdict(Struct, frozen=True):
    errors: tuple[Problem, ...] | None = None


class _Verdicts(Struct, frozen=True):
    decisions: tuple[Raw, ...]


def read(kind: type[T], body: bytes | Raw) -> T:
    """``body`` as a ``kind``. Raises AnswerUnreadableError."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError as error:
        raise AnswerUnreadableError(f"not the answer of a Scorewright of this version: {error}") from error


def read_decision(answer: Answer) -> Decision:
    """The one decision of ``answer``."""
    return _replayed(read(Decision, answer.body), answer)


def read_verdicts(answer: Answer, asked: int) -> list[Decision | Rejected]:
    """A verdict on each of ``asked`` records, in their order."""
    found = read(_Verdicts, answer.body).decisions
    if len(found) != asked:
        raise AnswerUnreadableError(f"{asked} records were sent, {len(found)} verdicts came back")
    return [_verdict(raw, answer) for raw in found]


def _verdict(raw: Raw, answer: Answer) -> Decision | Rejected:
    errors = read(_Verdict, raw).errors
    if errors is None:
        return _replayed(read(Decision, raw), answer)
    return Rejected(422, "The record breaks its declaration", "Nothing was decided or kept.", errors)


def _replayed(decision: Decision, answer: Answer) -> Decision:
    replayed = answer.headers.get("idempotent-replayed", "").lower() == "true"
    return structs.replace(decision, replayed=True) if replayed else decision


def refusal(heard: Heard, tries: int) -> ScorewrightError:
    """The error that says what was ``heard`` in place of success."""
    if isinstance(heard, Silence):
        return Unavailable(heard.words, tries=tries)
    problem = _problem(heard)
    if heard.status in SOMETHING_BEFORE_IT:
        words = f"{heard.status} {problem.title}: {problem.detail}"
        return Unavailable(words, tries=tries, status=heard.status, retry_after=retry_after(heard))
    if heard.status == TOO_MANY:
        return RateLimited(problem.title, problem.detail, retry_after=retry_after(heard))
    if problem.report is not None:
        return QualityRefusedError(problem.title, problem.detail, report=problem.report)
    return KINDS.get(heard.status, ApiError)(heard.status, problem.title, problem.detail, problem.errors)


def _problem(answer: Answer) -> _ProblemJson:
    """What a problem says; a proxy on the way may answer with something else."""
    if "location" in answer.headers:
        return _ProblemJson("Elsewhere", f"the service is at {answer.headers['location']}")
    try:
        return msgspec.json.decode(answer.body, type=_ProblemJson)
    except msgspec.MsgspecError:
        return _ProblemJson(detail=answer.body[:200].decode("utf-8", errors="replace").strip())
