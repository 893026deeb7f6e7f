"""What the deployment endpoints take and answer."""

from datetime import datetime
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
    reason: str
    by: str
    at: datetime
