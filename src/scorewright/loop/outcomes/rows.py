"""Many outcomes at once, each as somebody has sent it: what is wrong with one is told in its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from scorewright.declare.outcome import OutcomeValue
from scorewright.loop.outcomes.actions import Refusal, report_many
from scorewright.loop.outcomes.models import Said
from scorewright.loop.outcomes.reports import OutcomeRejectedError, Report
from scorewright.loop.outcomes.weighing import OutcomeConflictError
from scorewright.loop.tenancy.parameters import Moment, Reason

REFUSED = "refused"
LEAST_INCLUSION = 1e-6  # one outcome that stands for more than a million decisions tells nothing of them
Inclusion = Annotated[
    float, Field(ge=LEAST_INCLUSION, le=1, description="Of the investigated: how likely it was to be chosen.")
]


class OutcomeRow(BaseModel):
    """One of many."""

    model_config = ConfigDict(extra="forbid")

    decision_id: UUID
    value: OutcomeValue
    occurred_at: Moment | None = None
    source: Said.Source = Said.Source.OBSERVED
    inclusion_probability: Inclusion | None = None
    reason: Reason | None = None

    def report(self) -> Report:
        return Report(
            decision_id=self.decision_id,
            value=self.value,
            source=self.source,
            occurred_at=self.occurred_at,
            inclusion_probability=self.inclusion_probability,
            reason=self.reason or "",
        )


COLUMNS = tuple(OutcomeRow.model_fields)


@dataclass(frozen=True, kw_only=True, slots=True)
class RowVerdict:
    """What became of row ``row``, counted from 1; of one that was ``refused``, which rule of which field it breaks."""

    row: int
    decision_id: str = ""
    verdict: str = REFUSED
    field: str = ""
    rule: str = ""
    message: str = ""


def take_rows(rows: Sequence[tuple[int, object]], *, by: str) -> list[RowVerdict]:
    """What became of each of the numbered ``rows``, in their order; those that break no rule are kept together."""
    read = [(number, row, _read(number, row)) for number, row in rows]
    taken = iter(report_many(reports=[found for _, _, found in read if isinstance(found, Report)], by=by))
    verdicts: list[RowVerdict] = []
    for number, _, found in read:
        if isinstance(found, RowVerdict):
            verdicts.append(found)
            continue
        became, decision_id = next(taken), str(found.decision_id)
        verdicts.append(
            refused(number, decision_id, became)
            if isinstance(became, Exception)
            else RowVerdict(row=number, decision_id=decision_id, verdict=became[1])
        )
    return verdicts


def refused(number: int, decision_id: str, refusal: Refusal) -> RowVerdict:
    field, rule = ("decision_id", "known")
    if isinstance(refusal, OutcomeRejectedError | OutcomeConflictError):
        field, rule = refusal.field, refusal.rule
    return RowVerdict(row=number, decision_id=decision_id, field=field, rule=rule, message=str(refusal))


def _read(number: int, row: object) -> Report | RowVerdict:
    try:
        return OutcomeRow.model_validate(row).report()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        return RowVerdict(
            row=number, decision_id=_name(row), field=_field(first), rule=first["type"], message=first["msg"]
        )


def _field(found: ErrorDetails) -> str:
    """As text that any file can hold: an unknown member may be named anything."""
    name = str(found["loc"][0]) if found["loc"] else "row"
    return name[:100].encode("ascii", "backslashreplace").decode()


def _name(row: object) -> str:
    """The decision that a broken row is about, where it says so in a form that decisions have."""
    given: Any = row.get("decision_id") if isinstance(row, Mapping) else None
    try:
        return str(UUID(str(given)))
    except ValueError:
        return ""
