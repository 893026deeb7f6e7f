"""What the addresses of outcomes take and answer."""

from datetime import datetime
from typing import Self
from uuid import UUID

from ninja import Field, Schema

from scorewright.declare.outcome import OutcomeValue
from scorewright.loop.outcomes.models import Outcome, OutcomeFile, OutcomeState, Said, Statement
from scorewright.loop.outcomes.queries import Story
from scorewright.loop.outcomes.rows import Inclusion
from scorewright.loop.outcomes.weighing import Verdict
from scorewright.loop.tenancy.parameters import Moment, Reason


class OutcomeIn(Schema):
    value: OutcomeValue
    occurred_at: Moment | None = None
    source: Said.Source = Said.Source.OBSERVED
    inclusion_probability: Inclusion | None = None
    reason: Reason | None = None


class StatementOut(Schema):
    """``state`` is that at the moment that was asked for."""

    value: str
    label: int
    state: OutcomeState
    source: str
    trust: int = Field(description="From 1 to 4: the higher, the more the source is believed.")
    occurred_at: datetime
    learnt_at: datetime
    matures_at: datetime
    inclusion_probability: float | None
    reason: str
    by: str

    @classmethod
    def of(cls, said: Statement, *, moment: datetime) -> Self:
        return cls(state=said.state_at(moment), **{name: getattr(said, name) for name in _AS_SAID})


_AS_SAID = [name for name in StatementOut.model_fields if name != "state"]


class OutcomeOut(Schema):
    id: UUID
    decision_id: UUID
    value: str
    label: int
    state: OutcomeState
    source: str
    trust: int
    occurred_at: datetime
    learnt_at: datetime
    matures_at: datetime
    inclusion_probability: float | None
    verdict: Verdict

    @classmethod
    def of(cls, outcome: Outcome, verdict: Verdict) -> Self:
        names = [name for name in cls.model_fields if name != "verdict"]
        return cls(verdict=verdict, **{name: getattr(outcome, name) for name in names})


class StoryOut(StatementOut):
    """What stood at ``as_of``, and all that had been said by then, the first statement first."""

    decision_id: UUID
    as_of: datetime
    history: list[StatementOut]

    @classmethod
    def told(cls, story: Story) -> Self:
        history = [StatementOut.of(said, moment=story.as_of) for said in story.statements]
        return cls(
            decision_id=story.standing.decision_id,
            as_of=story.as_of,
            history=history,
            **history[-1].model_dump(),
        )


class RowVerdictOut(Schema):
    row: int = Field(description="Its place in the list, from 1.")
    decision_id: str
    verdict: str = Field(description="As of a single outcome, or refused; then field, rule and message say why.")
    field: str
    rule: str
    message: str


class ManyOut(Schema):
    counts: dict[str, int] = Field(description="By verdict: how many rows.")
    outcomes: list[RowVerdictOut]


class OutcomeFileOut(Schema):
    id: UUID
    job_id: UUID | None
    name: str
    bytes: int
    rows: int
    counts: dict[str, int] = Field(description="By verdict: how many rows.")
    by: str
    created_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, file: OutcomeFile) -> Self:
        return cls(**{name: getattr(file, name) for name in cls.model_fields})


class Summary(Schema):
    decisions: int
    outcomes: int
    fallbacks: int
