"""Changing what an algorithm is: the registry's own acts, asked for by a status."""

from typing import Literal
from uuid import UUID

from django.db import transaction

from scorewright.declare.catalogue import use_case_named
from scorewright.loop.deployment.actions import activate
from scorewright.loop.deployment.policy import objections
from scorewright.loop.registry import queries
from scorewright.loop.registry.actions import change_status
from scorewright.loop.registry.locks import lock_use_case
from scorewright.loop.registry.models import AB_TESTING, ModelVersion, Status, VersionStatus

Wanted = Literal["testing", "staging", "production", "ab_testing"]


class StatusRefusedError(Exception):
    """The algorithm cannot have this status now; the message says what to do instead, and nothing has changed."""


@transaction.atomic
def set_status(*, version_id: UUID, status: Wanted, by: str, reason: str) -> tuple[VersionStatus, bool]:
    """Give a version this status; the active one from then on, and whether it is new.

    Production is an activation, with all that the policy asks for. Whatever decides cannot be put aside: something else
    has to take its place. Raises VersionNotFoundError, ActivationRefusedError and StatusRefusedError.
    """
    version = queries.version(version_id)
    lock_use_case(version.use_case)
    before = queries.active_status(version_id)
    if status == AB_TESTING:
        raise StatusRefusedError("a status starts no experiment: POST /api/v1/abtests with the algorithms to compare")
    if before.status == AB_TESTING:
        raise StatusRefusedError(f"{version} is in A/B testing: stop the experiment, or end the traffic plan, first")
    if status == "production":
        activate(version_id=version_id, by=by, reason=reason)
    elif status != before.status:
        version.refresh_from_db()
        _put_aside(version, Status(status), by=by, reason=reason)
    after = queries.active_status(version_id)
    return after, after.pk != before.pk


def _put_aside(version: ModelVersion, status: Status, *, by: str, reason: str) -> None:
    if version.status == Status.PRODUCTION:
        raise StatusRefusedError(
            f"{version} decides, and something must: put another algorithm into production, or roll back "
            f"(POST /api/v1/use-cases/{version.use_case}/rollback/), and it is retired"
        )
    if status == Status.STAGING and (reasons := list(objections(version, use_case_named(version.use_case)))):
        raise StatusRefusedError(f"{version} is not ready for staging: {'; '.join(reasons)}")
    change_status(version=version, status=status, by=by, reason=reason)
