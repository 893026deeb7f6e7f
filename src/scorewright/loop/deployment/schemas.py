"""What the deployment endpoints take and answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema

from scorewright.loop.tenancy.parameters import Reason


class ActivationIn(Schema):
    reason: Reason


class ActivationOut(Schema):
    id: UUID
    use_case: str
    version_id: UUID
    replaced_id: UUID | None
    kind: str
    reason: str
    by: str
    at: datetime


class ConditionOut(Schema):
    name: str
    passed: bool
    value: float | None
    limit: float | None
    words: str


class ConsiderationOut(Schema):
    id: UUID
    use_case: str
    version_id: UUID
    champion_id: UUID | None
    activation_id: UUID | None
    mode: str
    trigger: str
    outcome: str
    reasons: list[str]
    conditions: list[ConditionOut]
    comparison: dict[str, Any] | None
    by: str
    at: datetime
