"""Registering a trained model as a new version, and changing the status of one."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max

from scorewright.declare.gates import GateResult as JudgedGate
from scorewright.loop.registry import artefacts, holdouts
from scorewright.loop.registry.holdouts import Holdout, Rows
from scorewright.loop.registry.locks import lock_use_case
from scorewright.loop.registry.models import GateResult, ModelVersion, Status, VersionStatus

NOT_COLUMNS = frozenset({"gates", "content", "holdout", "trained"})


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Everything about a trained model that its version keeps; ``trained`` are the rows that trained it."""

    algorithm: str
    parameters: Mapping[str, Any]
    features: Sequence[Mapping[str, Any]]
    data_source: str
    data_fingerprint: str
    training_rows: int
    holdout_rows: int
    cross_validation: Mapping[str, Any]
    metrics: Mapping[str, Any]
    confusion: Mapping[str, int]
    importance: Mapping[str, float] | None
    quality: Mapping[str, Any]
    certificate: Mapping[str, Any]
    conformal: Mapping[str, Any] | None
    training_seconds: float
    gates: Sequence[JudgedGate]
    content: bytes
    holdout: Holdout
    trained: Rows


@transaction.atomic
def register(*, use_case: str, candidate: Candidate, by: str) -> ModelVersion:
    """Store the artefact and the version with its gates: staging where all passed, testing otherwise."""
    lock_use_case(use_case)
    last = ModelVersion.objects.filter(use_case=use_case).aggregate(last=Max("number"))["last"] or 0
    facts = {name: value for name, value in vars(candidate).items() if name not in NOT_COLUMNS}
    version = ModelVersion.objects.create(
        **facts,
        use_case=use_case,
        number=last + 1,
        status=Status.STAGING if all(gate.passed for gate in candidate.gates) else Status.TESTING,
        artefact_sha256=artefacts.store(candidate.content),
        artefact_bytes=len(candidate.content),
        holdout_sha256=holdouts.store(candidate.holdout, candidate.trained),
        created_by=by,
    )
    GateResult.objects.bulk_create(GateResult(model_version=version, **asdict(gate)) for gate in candidate.gates)
    return version


@transaction.atomic
def change_status(*, version: ModelVersion, status: Status, by: str, reason: str) -> VersionStatus:
    """Give ``version`` another status, kept with who and why; what else must change with it is the caller's, who has
    the use case's lock.
    """
    begun = VersionStatus.objects.create(version=version, status=status, by=by, reason=reason)
    version.status = status
    version.save(update_fields=["status"])
    return begun
