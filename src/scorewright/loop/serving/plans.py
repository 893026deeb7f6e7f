"""Making the plan of a use case for the tenant of the scope."""

from dataclasses import dataclass

from scorewright.declare.decoding import RecordDecoder
from scorewright.declare.feature_plan import FeaturePlan
from scorewright.declare.use_case import UseCase
from scorewright.loop.deployment.configuration import restored_policy
from scorewright.loop.deployment.traffic.queries import has_arms, open_plan
from scorewright.loop.registry import queries
from scorewright.loop.registry.artefacts import ArtefactUnusableError
from scorewright.loop.registry.queries import VersionNotFoundError
from scorewright.loop.serving.models import Policy
from scorewright.loop.serving.plan import NoUsableModelError, Plan, ServedModel
from scorewright.loop.serving.policies import RecordedPolicy
from scorewright.loop.serving.selection import PRODUCTION, Selection
from scorewright.loop.serving.served_models import served
from scorewright.loop.serving.traffic_of_plans import with_traffic


class VersionUnusableError(Exception):
    """The version that was asked for is there, and cannot answer; the message says why."""


@dataclass(frozen=True)
class _Compiled:
    """What is made of a declaration alone."""

    use_case: UseCase
    decoder: RecordDecoder
    features: FeaturePlan
    policy: RecordedPolicy

    @staticmethod
    def of(use_case: UseCase) -> "_Compiled":
        known = _COMPILED.get(use_case.name)
        if known is None or known.use_case is not use_case:
            known = _Compiled(
                use_case,
                RecordDecoder(use_case.fields, use_case.rules),
                FeaturePlan(use_case),
                RecordedPolicy.of(use_case),
            )
            _COMPILED[use_case.name] = known
        return known


_COMPILED: dict[str, _Compiled] = {}


def plan_for(use_case: UseCase, selection: Selection = PRODUCTION) -> Plan:
    """The plan of today; its policy is kept, so that decisions can name it.

    Only for the version in production does the fallback stand in. Where another version or status was asked for, it
    raises VersionNotFoundError if there is none, AmbiguousVersionError if there are several and it should be the only
    one, and VersionUnusableError if it cannot answer.
    """
    if selection.of_arms:
        if not has_arms(use_case.name):
            raise VersionNotFoundError(f"{use_case.name} has no version that is {selection.status}")
        selection = PRODUCTION
    compiled = _Compiled.of(use_case)
    policy, model, objection = compiled.policy, None, ""
    try:
        policy = _policy(compiled, selection)
        model = _served(use_case, selection)
    except (NoUsableModelError, ArtefactUnusableError) as error:
        if selection != PRODUCTION:
            raise VersionUnusableError(f"the version that was asked for cannot answer: {error}") from error
        objection = str(error)
    Policy.objects.get_or_create(
        fingerprint=policy.fingerprint, defaults={"use_case": use_case.name, "content": policy.content}
    )
    plan = Plan(use_case, compiled.decoder, compiled.features, policy, model, objection)
    return with_traffic(plan, open_plan(use_case.name)) if selection == PRODUCTION else plan


def _policy(compiled: _Compiled, selection: Selection) -> RecordedPolicy:
    """That of today, or, for the version in production, the one that a rollback brought back with it."""
    restored = restored_policy(compiled.use_case.name) if selection == PRODUCTION else None
    if restored is None:
        return compiled.policy
    try:
        return RecordedPolicy.of(compiled.use_case, restored)
    except (KeyError, TypeError, ValueError) as error:  # another software wrote it
        raise NoUsableModelError(f"the policy that a rollback brought back cannot be read: {error}") from error


def _served(use_case: UseCase, selection: Selection) -> ServedModel:
    version = queries.selected(use_case.name, status=selection.status, number=selection.number, sole=selection.sole)
    if version is None:
        raise NoUsableModelError(f"{use_case.name} has no model in production")
    return served(use_case, version)
