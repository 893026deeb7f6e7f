"""What the endpoints of scoring runs answer."""

from datetime import datetime
from uuid import UUID

from ninja import Schema


class ScoringRunOut(Schema):
    id: UUID
    job_id: UUID | None
    use_case: str
    record: str
    model_version: str
    policy: str
    fallback_reason: str
    input_name: str
    input_bytes: int
    input_sha256: str
    output_sha256: str
    rejected_sha256: str
    rows: int
    decided: int
    rejected: int
    fallbacks: int
    positive: int
    by: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @staticmethod
    def resolve_model_version(run: object) -> str:
        return str(getattr(run, "version", ""))
