"""What the deployment endpoints take and answer."""

from datetime import datetime
from uuid import UUID

from ninja import Field, Schema


class ActivationIn(Schema):
    reason: str = Field(min_length=1, max_length=2000)


class ActivationOut(Schema):
    id: UUID
    use_case: str
    version_id: UUID
    replaced_id: UUID | None
    reason: str
    by: str
    at: datetime
