"""What the registry's endpoints answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema


class GateOut(Schema):
    name: str
    value: float | None
    operator: str
    threshold: float
    passed: bool


class VersionOut(Schema):
    id: UUID
    use_case: str
    label: str
    algorithm: str
    status: str
    data_source: str
    data_fingerprint: str
    training_rows: int
    holdout_rows: int
    cross_validation: dict[str, Any]
    metrics: dict[str, Any]
    certificate: dict[str, Any]
    artefact_sha256: str
    created_at: datetime
    created_by: str
    activated_at: datetime | None
    gates: list[GateOut]


class VersionDetail(VersionOut):
    parameters: dict[str, Any]
    features: list[dict[str, Any]]
    confusion: dict[str, int]
    importance: dict[str, float] | None
    quality: dict[str, Any]
