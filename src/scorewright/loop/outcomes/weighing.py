"""What a new statement means for what is known already."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from scorewright.loop.outcomes.models import OutcomeState, Said, Statement
from scorewright.loop.outcomes.reports import Report

Source = Said.Source


class Verdict(StrEnum):
    """``CONFIRMED``: the same, by a more trusted source. ``REPLACED`` is a provisional one, ``REVISED`` a final one."""

    NEW = "new"
    UNCHANGED = "unchanged"
    CONFIRMED = "confirmed"
    REPLACED = "replaced"
    REVISED = "revised"


class OutcomeConflictError(Exception):
    """What is known stands against it: ``rule`` of ``field`` says how."""

    def __init__(self, field: str, rule: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.rule = rule


def weigh(history: Sequence[Statement], said: Statement, report: Report, *, now: datetime) -> Verdict:
    """What becomes of ``said``, as ``report`` said it, behind ``history``, which is in order.

    What was said before and replaced since is no news, and leaves what stands as it is. Raises OutcomeConflictError
    where that is final or more trusted, and ``said`` does not correct it.
    """
    if not history:
        return Verdict.NEW
    known = history[-1]
    if said.label == known.label and not _is_sampled_otherwise(known, said):
        return Verdict.CONFIRMED if said.trust > known.trust else Verdict.UNCHANGED
    if any(_is_same(earlier, report, said) for earlier in history):
        return Verdict.UNCHANGED
    provisional = known.state_at(now) == OutcomeState.PROVISIONAL
    if said.source != Source.CORRECTED:
        _check_against(known, said, provisional=provisional)
    if report.occurred_at is None and any(_is_repeated(earlier, said) for earlier in history):
        return Verdict.UNCHANGED
    return Verdict.REPLACED if provisional else Verdict.REVISED


def _check_against(known: Statement, said: Statement, *, provisional: bool) -> None:
    """Raise OutcomeConflictError where ``said``, which corrects nothing, cannot take the place of ``known``."""
    if said.label == known.label:
        raise _sampled_otherwise(known)
    if not provisional:
        raise _final(known)
    if said.trust < known.trust:
        raise _more_trusted(known)


def behind(known: Statement, said: Statement, report: Report, verdict: Verdict) -> Statement:
    """``said`` as the statement after ``known``: how the decision was sampled stays as it was said, unless it is
    said anew; a confirmation leaves open when it happened.
    """
    said.number = known.number + 1
    said.revised = known.revised or verdict == Verdict.REVISED
    if said.inclusion_probability is None:
        said.inclusion_probability = known.inclusion_probability
    if verdict == Verdict.CONFIRMED and report.occurred_at is None:
        said.occurred_at = known.occurred_at
    return said


def _is_same(earlier: Statement, report: Report, said: Statement) -> bool:
    """Whether this very statement was made before, and another since: a file that is sent again."""
    return report.occurred_at == earlier.occurred_at and _is_repeated(earlier, said)


def _is_repeated(earlier: Statement, said: Statement) -> bool:
    """Whether both say the same but for when it happened: all that a statement without a date says."""
    return (said.label, said.source, said.reason) == (
        earlier.label,
        earlier.source,
        earlier.reason,
    ) and said.inclusion_probability in (None, earlier.inclusion_probability)


def _is_sampled_otherwise(known: Statement, said: Statement) -> bool:
    """Whether both were sampled, and not with the same probability."""
    given = said.inclusion_probability
    return given is not None and known.inclusion_probability is not None and given != known.inclusion_probability


def _final(known: Statement) -> OutcomeConflictError:
    return OutcomeConflictError(
        "value",
        "final",
        f"decision {known.decision_id} already has the outcome {known.value!r}, which is final: "
        "the source corrected changes it, with a reason",
    )


def _more_trusted(known: Statement) -> OutcomeConflictError:
    return OutcomeConflictError(
        "source",
        "trust",
        f"decision {known.decision_id} already has the outcome {known.value!r} from a more trusted source: "
        f"{known.source}",
    )


def _sampled_otherwise(known: Statement) -> OutcomeConflictError:
    return OutcomeConflictError(
        "inclusion_probability",
        "final",
        f"decision {known.decision_id} was sampled with the probability {known.inclusion_probability}: "
        "the source corrected changes it, with a reason",
    )
