"""What decides, and when it changes: atomic, by the policy, and in the trail."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from scorewright.declare.catalogue import use_case_named
from scorewright.declare.use_case import UseCase
from scorewright.loop.deployment.configuration import activation_before, live_activation
from scorewright.loop.deployment.considering import Judgement, judge
from scorewright.loop.deployment.models import Activation, Consideration
from scorewright.loop.deployment.policy import faults, objections
from scorewright.loop.deployment.policy_content import policy_content
from scorewright.loop.deployment.switching import switch
from scorewright.loop.deployment.traffic.queries import has_arms
from scorewright.loop.deployment.weighing import left_of_the_year
from scorewright.loop.registry import queries
from scorewright.loop.registry.locks import lock_use_case
from scorewright.loop.registry.models import ModelVersion, Status


class ActivationRefusedError(Exception):
    """The policy objects; ``reasons`` says why, and nothing has changed."""

    def __init__(self, version: ModelVersion, reasons: Sequence[str]) -> None:
        super().__init__(f"{version} may not be activated: {'; '.join(reasons)}")
        self.reasons = list(reasons)


class RollbackRefusedError(Exception):
    """There is nothing to go back to, or it could not answer; nothing has changed."""


@transaction.atomic
def activate(*, version_id: UUID, by: str, reason: str, kind: Activation.Kind = Activation.Kind.MANUAL) -> Activation:
    """Make this version the one that decides, by today's policy, and retire the one before it: somebody's own act.

    ``kind`` says by what it came to that.

    Raises VersionNotFoundError for an unknown id and ActivationRefusedError where the policy objects; either changes
    nothing. A version that is already in production stays, and gets no second entry, unless a rollback brought back
    another policy with it: then today's takes its place.
    """
    version = queries.version(version_id)
    lock_use_case(version.use_case)
    version.refresh_from_db()
    use_case = use_case_named(version.use_case)
    live, policy = live_activation(version.use_case), policy_content(use_case)
    if version.status == Status.PRODUCTION and live is not None and live.policy in (None, policy):
        return live
    if reasons := [*_split(version.use_case), *objections(version, use_case)]:
        raise ActivationRefusedError(version, reasons)
    return switch(version=version, kind=kind, policy=policy, former=live, by=by, reason=reason)


@transaction.atomic
def consider(*, version_id: UUID, by: str, trigger: str) -> Consideration:
    """Let the use case's activation policy look at a version: the only way in which one is replaced by itself.

    Where nothing is in production its gates decide, as the policy's ``first`` has it; else all conditions of
    ``judge_replacement`` must be met. Whatever is unmet, or cannot be told, leaves the version to a person, with the
    reasons. Each call leaves a row. Raises VersionNotFoundError.
    """
    version = queries.version(version_id)
    use_case = use_case_named(version.use_case)
    champion = queries.production(version.use_case)
    # Comparing takes seconds, in which nobody need wait for the lock.
    judgement = None if champion == version else judge(version, champion, use_case, now=timezone.now())
    lock_use_case(version.use_case)
    version.refresh_from_db()
    consideration = Consideration(
        use_case=version.use_case,
        version=version,
        champion=champion,
        mode=use_case.activation.mode,
        trigger=trigger,
        by=by,
    )
    if version.status == Status.PRODUCTION or judgement is None:
        consideration.outcome = Consideration.Outcome.UNCHANGED
        consideration.reasons = ["it is in production already"]
    else:
        overtaken = [] if judgement.reasons else list(_overtaken(version, champion, use_case))
        _conclude(consideration, judgement, overtaken)
    consideration.save()
    return consideration


@transaction.atomic
def rollback(*, use_case: str, by: str, reason: str) -> Activation:
    """Put back what decided before the last activation, version and policy exactly as they were.

    A second rollback goes further back, never forward. The gates are not asked again; that it can answer is. Raises
    UnknownUseCaseError, and RollbackRefusedError where nothing was in production before or it could not answer today.
    """
    declared = use_case_named(use_case)
    lock_use_case(use_case)
    live = live_activation(use_case)
    target = None if live is None else activation_before(live)
    if live is None or target is None:
        what = "nothing was ever activated" if live is None else f"nothing was in production before {live.version}"
        raise RollbackRefusedError(f"{use_case} cannot be rolled back: {what}")
    if found := list(faults(target.version, declared)):
        raise RollbackRefusedError(f"{use_case} cannot be rolled back to {target.version}: {'; '.join(found)}")
    return switch(
        version=target.version,
        kind=Activation.Kind.ROLLBACK,
        policy=policy_content(declared) if target.policy is None else target.policy,
        former=activation_before(target),
        by=by,
        reason=reason,
    )


def _split(use_case: str) -> Iterator[str]:
    if has_arms(use_case):
        yield "the arms of a traffic plan share the requests now: end that plan first"


def _overtaken(version: ModelVersion, champion: ModelVersion | None, use_case: UseCase) -> Iterator[str]:
    """What stands against ``version`` by now, when the lock keeps others out."""
    yield from _split(version.use_case)
    if queries.production(version.use_case) != champion:
        yield "another version went into production while this one was compared"
    elif champion is not None and not left_of_the_year(champion, version, use_case, now=timezone.now()):
        yield "no comparison of this year is left to this one"


def _conclude(consideration: Consideration, judgement: Judgement, overtaken: Sequence[str]) -> None:
    """Activate where there is no reason not to; ``consideration`` is filled, not saved."""
    consideration.conditions = [asdict(condition) for condition in judgement.conditions]
    consideration.comparison = judgement.comparison
    consideration.reasons = [*judgement.reasons, *overtaken]
    if consideration.reasons:
        consideration.outcome = Consideration.Outcome.NEEDS_REVIEW
        return
    first = consideration.champion is None
    version = consideration.version
    why = (
        "first version of this use case to pass its gates"
        if first
        else f"better than {consideration.champion}: all conditions of automatic activation are met"
    )
    consideration.outcome = Consideration.Outcome.ACTIVATED
    consideration.activation = switch(
        version=version,
        kind=Activation.Kind.FIRST if first else Activation.Kind.AUTOMATIC,
        policy=policy_content(use_case_named(version.use_case)),
        former=live_activation(version.use_case),
        by=consideration.by,
        reason=why,
        reference=judgement.reference,
    )
