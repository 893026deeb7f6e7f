"""The arms and shadows of a plan, made ready to answer."""

from dataclasses import replace

from scorewright.loop.deployment.models import TrafficPlan
from scorewright.loop.registry.artefacts import ArtefactUnusableError
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.serving.plan import NoUsableModelError, Plan
from scorewright.loop.serving.served_models import served
from scorewright.loop.serving.traffic import Arms, Shadow
from scorewright.science.experiments.assignment import Split


def with_traffic(plan: Plan, traffic: TrafficPlan | None) -> Plan:
    """``plan``, that of production, with what is open besides; all of it decides by the same policy.

    A version that cannot answer any more stays: on the requests of an arm the fallback decides, marked as such.
    """
    if traffic is None:
        return plan
    return replace(plan, arms=_arms(plan, traffic), shadows=_shadows(plan, traffic))


def _arms(plan: Plan, traffic: TrafficPlan) -> Arms[Plan] | None:
    arms = traffic.arms
    if not arms:
        return None
    return Arms(
        experiment=traffic.experiment,
        unit_field=traffic.unit_field,
        split=Split(tuple((arm.name, arm.share) for arm in arms)),
        plans={arm.name: _of(plan, arm.version) for arm in arms},
    )


def _shadows(plan: Plan, traffic: TrafficPlan) -> tuple[Shadow[Plan], ...]:
    return tuple(
        Shadow(traffic.pk, part.version_id, part.version.label, part.share, _of(plan, part.version))
        for part in traffic.shadows
    )


def _of(plan: Plan, version: ModelVersion) -> Plan:
    try:
        return replace(plan, model=served(plan.use_case, version), objection="")
    except (NoUsableModelError, ArtefactUnusableError) as error:
        return replace(plan, model=None, objection=str(error))
