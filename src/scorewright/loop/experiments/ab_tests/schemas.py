"""What the addresses of A/B tests take and answer."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema

from scorewright.loop.experiments.models import Experiment
from scorewright.loop.experiments.schemas import ONE_LINE, Title, told_arms
from scorewright.loop.registry import queries

FINISHED, FINISHED_ALREADY = "AB Test finished.", "AB Test already finished."


class ABTestIn(Schema, extra="forbid"):
    title: Title
    parent_mlalgorithm_1: UUID
    parent_mlalgorithm_2: UUID
    created_by: Annotated[str, Field(max_length=200, pattern=ONE_LINE)] = ""


class ABTestStopIn(Schema, extra="forbid"):
    force: Annotated[bool, Field(description="Promote the more accurate one though that was not shown.")] = False
    reason: Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$", description="Needed for force.")] = ""


class ABArmOut(Schema):
    """``n`` requests with an outcome; the interval is that of the accuracy. Null before the test is stopped."""

    mlalgorithm: UUID
    version: str
    assigned: int | None
    n: int | None
    accuracy: float | None
    low: float | None
    high: float | None

    @classmethod
    def of(cls, arm: dict[str, Any]) -> "ABArmOut":
        return cls(
            mlalgorithm=arm["version_id"],
            version=arm["version"],
            assigned=arm.get("assigned_units"),
            n=arm.get("labelled_units"),
            accuracy=arm.get("mean"),
            low=arm.get("low"),
            high=arm.get("high"),
        )


class ABTestOut(Schema):
    id: UUID
    title: str
    created_by: str
    created_at: datetime
    ended_at: datetime | None
    summary: str
    parent_mlalgorithm_1: UUID
    parent_mlalgorithm_2: UUID

    @staticmethod
    def resolve_created_by(experiment: Experiment) -> str:
        return experiment.created_by or experiment.by

    @staticmethod
    def resolve_created_at(experiment: Experiment) -> datetime:
        return experiment.started_at

    @staticmethod
    def resolve_ended_at(experiment: Experiment) -> datetime | None:
        return experiment.ended_at or experiment.plan.ended_at

    @staticmethod
    def resolve_summary(experiment: Experiment) -> str:
        return experiment.conclusion

    @staticmethod
    def resolve_parent_mlalgorithm_1(experiment: Experiment) -> UUID:
        return experiment.plan.arms[0].version_id

    @staticmethod
    def resolve_parent_mlalgorithm_2(experiment: Experiment) -> UUID:
        return experiment.plan.arms[1].version_id


class ABTestStoppedOut(Schema):
    message: str
    summary: str
    algorithms: list[ABArmOut]
    difference: float | None = Field(description="How much more accurate the challenger is than the champion.")
    low: float | None
    high: float | None
    p_value: float | None
    winner: UUID | None
    forced: bool
    production: UUID | None = Field(description="What decides from now on.")

    @classmethod
    def of(cls, experiment: Experiment) -> "ABTestStoppedOut":
        last, arms = experiment.last_look, told_arms(experiment)
        found = last.comparisons[0] if last is not None and last.comparisons else {}
        winners = [arm["version_id"] for arm in arms if last is not None and arm["name"] == last.winner]
        decides = queries.production(experiment.use_case)
        return cls(
            message=FINISHED,
            summary=experiment.conclusion,
            algorithms=[ABArmOut.of(arm) for arm in _in_order(experiment, arms)],
            difference=found.get("gain"),
            low=found.get("low"),
            high=found.get("high"),
            p_value=found.get("p_value"),
            winner=winners[0] if winners else None,
            forced=experiment.forced,
            production=None if decides is None else decides.pk,
        )


class ABTestFinishedOut(Schema):
    message: str = FINISHED_ALREADY


def _in_order(experiment: Experiment, arms: list[Any]) -> list[Any]:
    """As they were named at the start, and not the champion first."""
    names = [arm.name for arm in experiment.plan.arms]
    return sorted(arms, key=lambda arm: names.index(arm["name"]))
