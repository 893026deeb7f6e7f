"""The arms of an experiment, as its traffic plan has them."""

from collections.abc import Mapping
from dataclasses import dataclass

from scorewright.loop.deployment.models import TrafficPlan
from scorewright.loop.registry.models import ModelVersion
from scorewright.science.experiments.assignment import HOLDOUT, Split


@dataclass(frozen=True, slots=True)
class ExperimentArm:
    name: str
    version: ModelVersion
    share: float


def compared(plan: TrafficPlan) -> list[ExperimentArm]:
    """Those that are compared, the champion first: the arm of what is in production, else what the arms leave to it.

    Where production has an arm of its own, what is left besides is not compared. Empty where neither is there.
    """
    arms = [ExperimentArm(arm.name, arm.version, arm.share) for arm in plan.arms]
    own = next((arm for arm in arms if arm.version.pk == plan.production_id), None)
    if own is None:
        if not plan.holdout_share:
            return []
        own = ExperimentArm(HOLDOUT, plan.production, plan.holdout_share)
    return [own, *(arm for arm in arms if arm is not own)]


def shares(plan: TrafficPlan) -> Mapping[str, float]:
    """Of all that the plan hands out, what is held out included."""
    return dict(Split(tuple((arm.name, arm.share) for arm in plan.arms)).parts)
