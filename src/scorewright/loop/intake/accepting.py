"""What is sent for an application, held to what its use case declares: in full, or as far as a draft has it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone

from scorewright.declare.catalogue import UnknownUseCaseError, use_case_named
from scorewright.declare.doubts import still_to_come, warnings_about
from scorewright.declare.errors import Problem, RecordRejected
from scorewright.declare.fields import Field
from scorewright.declare.intake import Intake
from scorewright.declare.records import Record, accept_part, accept_record
from scorewright.declare.use_case import UseCase
from scorewright.loop.intake.refusals import ApplicationRejectedError
from scorewright.loop.serving.stored_json import stored

JSON = Mapping[str, Any]


@dataclass(frozen=True)
class Parts:
    """What an application holds: the record to decide on, what is personal, and what is monitored for fairness."""

    record: JSON = field(default_factory=dict)
    personal: JSON = field(default_factory=dict)
    monitored: JSON = field(default_factory=dict)

    def with_changes(self, changes: "Parts") -> "Parts":
        """What ``changes`` names is replaced; null takes it away."""
        return Parts(
            _merged(self.record, changes.record),
            _merged(self.personal, changes.personal),
            _merged(self.monitored, changes.monitored),
        )


def intake_named(name: str) -> tuple[UseCase, Intake]:
    """The use case ``name``, and how it takes applications in. Raises UnknownUseCaseError, also where it takes none."""
    use_case = use_case_named(name)
    return use_case, intake_of(use_case)


def intake_of(use_case: UseCase) -> Intake:
    """Raises UnknownUseCaseError where it takes no applications in."""
    if use_case.intake is None:
        raise UnknownUseCaseError(f"{use_case.name} takes no applications in")
    return use_case.intake


def accepted(use_case: UseCase, parts: Parts, *, draft: bool) -> tuple[Parts, Record]:
    """``parts`` as they are kept, and the record as it is declared.

    Raises ApplicationRejectedError with every broken rule, of a ``draft`` only those that what is there breaks.
    """
    intake, problems, now = intake_of(use_case), list[Problem](), timezone.now()
    accept: Callable[..., Record] = accept_part if draft else accept_record

    def checked(name: str, fields: tuple[Field, ...], raw: JSON, *rules: object) -> Record:
        try:
            record = accept(fields, raw, *rules)
        except RecordRejected as found:
            problems.extend(_placed(name, problem) for problem in found.problems)
            return {}
        problems.extend(_placed(name, problem) for problem in still_to_come(fields, record, now))
        return record

    record = checked("record", use_case.fields, parts.record, use_case.rules)
    checked("personal", intake.applicant_fields, parts.personal)
    checked("monitored", intake.monitored, parts.monitored)
    if problems:
        raise ApplicationRejectedError(problems)
    return Parts(*(_stored(part) for part in (parts.record, parts.personal, parts.monitored))), record


def warnings_of(use_case: UseCase, record: JSON) -> list[Problem]:
    """What people should look at in a ``record`` that breaks no rule by it."""
    return [_placed("record", problem) for problem in warnings_about(use_case.fields, record)]


def _placed(part: str, problem: Problem) -> Problem:
    return replace(problem, field=part if problem.field == "record" else f"{part}.{problem.field}")


def _stored(part: JSON) -> dict[str, Any]:
    return {name: stored(value) for name, value in part.items()}


def _merged(old: JSON, new: JSON) -> dict[str, Any]:
    return {name: value for name, value in {**old, **new}.items() if value is not None}
