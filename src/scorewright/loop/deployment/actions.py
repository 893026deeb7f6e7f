"""Putting a version into production: atomic, by the policy, and in the trail."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from scorewright.declare.catalogue import use_case_named
from scorewright.loop.deployment.models import Activation
from scorewright.loop.deployment.policy import objections
from scorewright.loop.registry import queries
from scorewright.loop.registry.locks import lock_use_case
from scorewright.loop.registry.models import ModelVersion, Status


class ActivationRefusedError(Exception):
    """The policy objects; ``reasons`` says why, and nothing has changed."""

    def __init__(self, version: ModelVersion, reasons: list[str]) -> None:
        super().__init__(f"{version} may not be activated: {'; '.join(reasons)}")
        self.reasons = reasons


@transaction.atomic
def activate(*, version_id: UUID, by: str, reason: str) -> Activation:
    """Make this version the one that decides, and retire the one before it.

    Raises VersionNotFoundError for an unknown id and ActivationRefusedError where the policy objects; either changes
    nothing. A version that is already in production stays, and gets no second entry.
    """
    version = queries.version(version_id)
    lock_use_case(version.use_case)
    version.refresh_from_db()
    if version.status == Status.PRODUCTION:
        return version.activations.latest("at")
    if reasons := list(objections(version, use_case_named(version.use_case))):
        raise ActivationRefusedError(version, reasons)
    replaced = queries.production(version.use_case)
    if replaced is not None:
        replaced.status = Status.RETIRED
        replaced.save(update_fields=["status"])
    version.status = Status.PRODUCTION
    version.activated_at = timezone.now()
    version.save(update_fields=["status", "activated_at"])
    return Activation.objects.create(
        use_case=version.use_case, version=version, replaced=replaced, reason=reason, by=by
    )


@transaction.atomic
def activate_first(*, version_id: UUID, by: str) -> Activation | None:
    """Activate a version where its use case asks for that and nothing is in production; None where not."""
    version = queries.version(version_id)
    lock_use_case(version.use_case)
    automatic = use_case_named(version.use_case).activation.first == "automatic"
    if not automatic or version.status != Status.STAGING or queries.production(version.use_case) is not None:
        return None
    return activate(version_id=version_id, by=by, reason="first version of this use case to pass its gates")
