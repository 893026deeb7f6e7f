"""What a worker is sent: all that it needs to decide, as data, so that it needs no database and no storage of ours."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class SentModel:
    """A version's artefact, its bytes named by their SHA-256; ``width`` is that of the conformal interval, as JSON."""

    id: UUID
    label: str
    status: str
    artefact: bytes
    sha256: str
    width: str | None


@dataclass(frozen=True)
class Kit:
    """The use case by its name, the recorded policy as JSON, and the model; None: the fallback answers, ``objection``
    says why. ``software`` is our version where the run began, ``declared_fingerprint`` that of the policy as it is
    declared there, which a rollback may have replaced by another.
    """

    software: str
    use_case: str
    ignored: frozenset[str]
    policy: str
    policy_fingerprint: str
    declared_fingerprint: str
    model: SentModel | None
    objection: str
