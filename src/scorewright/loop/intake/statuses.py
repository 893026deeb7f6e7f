"""The statuses of an application, and which may follow which."""

from collections.abc import Mapping

from django.db import models


class Status(models.TextChoices):
    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    UNDER_REVIEW = "UNDER_REVIEW", "Under review"
    NEEDS_INFO = "NEEDS_INFO", "Needs information"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"


class Processing(models.TextChoices):
    """Of an assessment."""

    PENDING = "PENDING"
    PROCESSING = "PROCESSING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    RETRYING = "RETRYING"


_BY_PEOPLE = (Status.UNDER_REVIEW, Status.NEEDS_INFO, Status.APPROVED, Status.REJECTED)
MOVES: Mapping[Status, tuple[Status, ...]] = {
    Status.DRAFT: (Status.SUBMITTED,),
    Status.SUBMITTED: _BY_PEOPLE,
    Status.UNDER_REVIEW: tuple(status for status in _BY_PEOPLE if status != Status.UNDER_REVIEW),
    Status.NEEDS_INFO: (Status.SUBMITTED,),
    Status.APPROVED: (),
    Status.REJECTED: (),
}
# While an application waits for its verdict, what changes in it may ask for an assessment.
ASSESSED = (Status.SUBMITTED, Status.UNDER_REVIEW)
CHANGEABLE = (Status.DRAFT, Status.SUBMITTED, Status.UNDER_REVIEW, Status.NEEDS_INFO)
# What an applicant may still change.
OPEN_TO_APPLICANTS = (Status.DRAFT, Status.NEEDS_INFO)
WAITING = (Processing.PENDING, Processing.RETRYING)
UNFINISHED = (*WAITING, Processing.PROCESSING)


def may_follow(now: str, then: str) -> bool:
    """
    >>> may_follow("DRAFT", "SUBMITTED"), may_follow("APPROVED", "SUBMITTED")
    (True, False)
    """
    return Status(then) in MOVES[Status(now)]
