"""What the outcome endpoint takes and answers."""

from datetime import datetime
from uuid import UUID

from ninja import Schema

from scorewright.declare.outcome import OutcomeValue
from scorewright.loop.outcomes.models import Outcome
from scorewright.loop.tenancy.parameters import Moment


class OutcomeIn(Schema):
    value: OutcomeValue
    occurred_at: Moment | None = None
    source: Outcome.Source = Outcome.Source.OBSERVED


class OutcomeOut(Schema):
    id: UUID
    decision_id: UUID
    value: str
    label: int
    source: str
    occurred_at: datetime
    learnt_at: datetime


class Summary(Schema):
    decisions: int
    outcomes: int
    fallbacks: int
