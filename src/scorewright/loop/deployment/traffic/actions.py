"""Sharing out the traffic of a use case, and giving all of it back to production."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from scorewright.declare.catalogue import use_case_named
from scorewright.declare.use_case import UseCase
from scorewright.loop.deployment.models import TrafficPlan, TrafficShare
from scorewright.loop.deployment.policy import faults, objections
from scorewright.loop.deployment.traffic.queries import open_plan
from scorewright.loop.deployment.traffic.refusals import TrafficConflictError, TrafficRejectedError
from scorewright.loop.registry import queries
from scorewright.loop.registry.locks import lock_use_case
from scorewright.loop.registry.models import ModelVersion
from scorewright.science.experiments.assignment import Split

LONGEST_NAME = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A version and its share of the requests; ``name`` is what an arm is called, by default as its version."""

    version_id: UUID
    share: float = 1.0
    name: str = ""


@transaction.atomic
def start(
    *,
    use_case: str,
    by: str,
    reason: str,
    arms: Sequence[Part] = (),
    shadows: Sequence[Part] = (),
    experiment: str = "",
) -> TrafficPlan:
    """Open a traffic plan: within a second, each arm decides on its share, and each shadow looks on at its own.

    What the arms leave of 1 is the holdout, on which production decides. An arm must pass what an activation asks for,
    since it decides; a shadow only has to be able to answer. ``experiment`` names the split, by default as the plan:
    the same name and shares give a unit the same arm again.

    Raises UnknownUseCaseError, VersionNotFoundError, TrafficConflictError where a plan is open or nothing is in
    production, and TrafficRejectedError, and then changes nothing.
    """
    declared = use_case_named(use_case)
    lock_use_case(use_case)
    production = queries.production(use_case)
    if production is None:
        raise TrafficConflictError(f"{use_case} has no model in production to share its traffic with")
    if (already := open_plan(use_case)) is not None:
        raise TrafficConflictError(f"{use_case} has a traffic plan already, of {already.by}: end it first")
    if not arms and not shadows:
        raise TrafficRejectedError("arms", "required", "a traffic plan has arms, shadows or both")
    shares = [*_arms(arms, declared), *_shadows(shadows, declared, production)]
    plan = TrafficPlan(
        use_case=use_case,
        production=production,
        experiment=experiment,
        unit_field=(declared.unit_field or "") if arms else "",
        reason=reason,
        by=by,
    )
    plan.experiment = experiment or str(plan.pk)
    plan.save(force_insert=True)
    for share in shares:
        share.plan = plan
    TrafficShare.objects.bulk_create(shares)
    return plan


@transaction.atomic
def end(*, use_case: str, by: str, reason: str) -> TrafficPlan:
    """Within a second, production decides on everything again, and nobody looks on.

    Raises UnknownUseCaseError, and TrafficConflictError where no plan is open.
    """
    use_case_named(use_case)
    lock_use_case(use_case)
    ended = end_if_open(use_case=use_case, by=by, reason=reason)
    if ended is None:
        raise TrafficConflictError(f"{use_case} has no traffic plan that is open")
    return ended


def end_if_open(*, use_case: str, by: str, reason: str) -> TrafficPlan | None:
    """The plan that was open. The caller has the use case's lock."""
    plan = open_plan(use_case)
    if plan is not None:
        plan.ended_at, plan.ended_by, plan.end_reason = timezone.now(), by, reason
        plan.save(update_fields=["ended_at", "ended_by", "end_reason"])
    return plan


def _arms(parts: Sequence[Part], use_case: UseCase) -> list[TrafficShare]:
    if not parts:
        return []
    arms = [_share("arms", place, part, use_case, TrafficShare.Role.ARM) for place, part in enumerate(parts)]
    try:
        split = Split(tuple((arm.name, arm.share) for arm in arms))
    except ValueError as error:
        raise TrafficRejectedError("arms", "shares", str(error)) from error
    if len(split.parts) == 1:
        raise TrafficRejectedError("arms", "shares", "one arm with all requests is an activation, and no split")
    return arms


def _shadows(parts: Sequence[Part], use_case: UseCase, production: ModelVersion) -> list[TrafficShare]:
    shadows = [_share("shadows", place, part, use_case, TrafficShare.Role.SHADOW) for place, part in enumerate(parts)]
    if any(shadow.version == production for shadow in shadows):
        raise TrafficRejectedError("shadows", "version", f"{production} is in production: it cannot look on at itself")
    if len({shadow.version_id for shadow in shadows}) < len(shadows):
        raise TrafficRejectedError("shadows", "unique", "a version can be a shadow once")
    return shadows


def _share(field: str, place: int, part: Part, use_case: UseCase, role: TrafficShare.Role) -> TrafficShare:
    where = f"{field}.{place}"
    version = queries.version(part.version_id)
    if version.use_case != use_case.name:
        raise TrafficRejectedError(f"{where}.version_id", "use_case", f"{version} is none of {use_case.name}")
    if found := list(_against(version, use_case, role)):
        raise TrafficRejectedError(f"{where}.version_id", "usable", f"{version}: {'; '.join(found)}")
    if not 0 < part.share <= 1:
        raise TrafficRejectedError(f"{where}.share", "range", f"must be above 0 and at most 1: {part.share:g}")
    name = part.name or version.label
    if len(name) > LONGEST_NAME or not name.isprintable():
        message = f"must have at most {LONGEST_NAME} printable characters"
        raise TrafficRejectedError(f"{where}.name", "length", message)
    return TrafficShare(role=role, name=name, version=version, share=part.share)


def _against(version: ModelVersion, use_case: UseCase, role: TrafficShare.Role) -> Iterator[str]:
    return objections(version, use_case) if role == TrafficShare.Role.ARM else faults(version, use_case)
