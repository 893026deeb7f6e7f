"""Why an application is not taken, changed or assessed; nothing has changed then."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scorewright.declare.errors import Problem

if TYPE_CHECKING:
    from scorewright.loop.intake.models import Assessment


class ApplicationNotFoundError(LookupError):
    """There is no such application, or it is another tenant's, or not the applicant's own."""


class BatchNotFoundError(LookupError):
    """There is no such batch, or it is another tenant's."""


class ApplicationRejectedError(ValueError):
    """What was sent breaks rules; ``problems`` holds each of them, with the field and the rule."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{problem.field}: {problem.message}" for problem in problems))
        self.problems = tuple(problems)


class ApplicationConflictError(Exception):
    """What is there stands against it: its status, or that somebody else changed it meanwhile."""


class AlreadyAssessedError(Exception):
    """The record, as it stands, is assessed already, or is about to be."""

    def __init__(self, existing: "Assessment") -> None:
        super().__init__("an assessment exists already; send force to have another")
        self.existing = existing


class ProcessingOffError(Exception):
    """Assessments are switched off by ML_PROCESSING_ENABLED."""


class BatchRejectedError(ValueError):
    """The list of applications is none that can be assessed together, by ``rule``; ``invalid`` names what is wrong."""

    def __init__(self, rule: str, message: str, invalid: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.rule = rule
        self.invalid = tuple(invalid)


def rejected(field: str, rule: str, message: str, received: str = "string") -> ApplicationRejectedError:
    """One broken rule."""
    return ApplicationRejectedError([Problem(field, rule, message, received)])
