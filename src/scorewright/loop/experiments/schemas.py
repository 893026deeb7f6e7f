"""What the addresses of experiments take and answer."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema

from scorewright.loop.deployment.traffic.actions import Part
from scorewright.loop.deployment.traffic.schemas import MOST_PARTS, ArmIn, Share
from scorewright.loop.experiments.arms import compared
from scorewright.loop.experiments.models import Experiment, ExperimentMode, ExperimentState, Look
from scorewright.loop.experiments.power import Stated, Terms
from scorewright.loop.experiments.weeks import Expected, Plan
from scorewright.loop.tenancy.parameters import Reason, UseCaseName
from scorewright.science.experiments.rule import FEWEST_UNITS
from scorewright.science.experiments.weekly_plan import Week

ONE_LINE = r"^[^\x00-\x1f\x7f]*$"
Title = Annotated[str, Field(min_length=1, max_length=200, pattern=ONE_LINE)]
ArmName = Annotated[str, Field(min_length=1, max_length=50, pattern=ONE_LINE)]
Finite = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]
Positive = Annotated[float, Field(gt=0, le=1e12, allow_inf_nan=False)]


class ExperimentTermsIn(Schema, extra="forbid"):
    metric: Annotated[str, Field(max_length=50, pattern=ONE_LINE)] = Field(
        "accuracy", description="A mean over decisions: accuracy, brier, log_loss or cost."
    )
    costs: dict[str, Finite] | None = Field(
        None, description="For the metric cost: what a false_positive and a false_negative cost.", max_length=4
    )
    mode: ExperimentMode = ExperimentMode.ALWAYS_VALID
    planned_units: Annotated[int, Field(ge=60, le=1_000_000_000)] | None = Field(
        None, description="Labelled units of all arms together. This or `gain` must be given."
    )
    gain: Positive | None = Field(None, description="The gain that it should find; the units follow from it.")
    baseline: Annotated[float, Field(ge=0, le=1)] | None = Field(
        None, description="The champion's accuracy; by default as its newest labelled decisions tell."
    )
    spread: Positive | None = Field(None, description="The standard deviation of another metric; by default likewise.")
    alpha: Annotated[float, Field(ge=1e-6, le=0.2)] = 0.05
    power: Annotated[float, Field(ge=0.5, le=0.999)] = 0.8
    relevant: Annotated[float, Field(ge=0, le=1e12)] = Field(0.0, description="A gain below it does not matter.")
    fewest_units: Annotated[int, Field(ge=30, le=1_000_000_000)] = FEWEST_UNITS

    def terms(self) -> Terms:
        return Terms(**{name: getattr(self, name) for name in ExperimentTermsIn.model_fields})


class ExperimentIn(ExperimentTermsIn):
    use_case: UseCaseName
    title: Title
    reason: Reason
    arms: list[ArmIn] = Field(min_length=1, max_length=MOST_PARTS)

    def parts(self) -> list[Part]:
        return [Part(version_id=arm.version_id, share=arm.share, name=arm.name) for arm in self.arms]


class ExperimentPlanIn(ExperimentTermsIn):
    use_case: UseCaseName
    shares: dict[ArmName, Share] = Field(
        description="Of the arms, the champion's first.", min_length=2, max_length=MOST_PARTS
    )
    units_a_week: Positive
    labelled_share: Share = 1.0
    weeks_to_mature: Annotated[float, Field(ge=0, le=1000)] | None = Field(
        None, description="By default the window of the use case."
    )
    weeks: Annotated[int, Field(ge=1, le=260)] = 12

    def expected(self) -> Expected:
        return Expected(**{name: getattr(self, name) for name in Expected.__dataclass_fields__})


class ExperimentStopIn(Schema, extra="forbid"):
    reason: Reason
    promote: Annotated[ArmName, Field(description="`winner`, `none`, or the name of an arm.")] = "winner"
    force: Annotated[bool, Field(description="Promote an arm that was not shown to be better.")] = False


class ExperimentWeekOut(Schema):
    week: int
    labelled: dict[str, int]
    once: float | None = Field(description="The gain that one look at the end of this week would find.")
    any_time: float | None = Field(description="The gain that looks on every day until then would find.")


class ExperimentPlanOut(Schema):
    planned_units: int
    detectable: float | None
    baseline: float | None
    spread: float | None
    weeks: list[ExperimentWeekOut]

    @classmethod
    def of(cls, plan: Plan) -> "ExperimentPlanOut":
        return cls(**_power(plan.stated), weeks=[_week(week) for week in plan.weeks])


class ExperimentArmOut(Schema):
    """The counts and the mean are those of the last look; null before the first."""

    name: str
    version_id: UUID
    version: str
    share: float
    champion: bool
    assigned_units: int | None = None
    decisions: int | None = None
    fallbacks: int | None = Field(None, description="Decisions that the fallback gave; they count like the others.")
    labelled_units: int | None = None
    labelled_decisions: int | None = None
    mean: float | None = None
    adjusted_mean: float | None = Field(None, description="Which comparisons take; see `adjustment`.")
    low: float | None = None
    high: float | None = None


class ExperimentRuleOut(Schema):
    metric: str
    costs: dict[str, float] | None
    mode: ExperimentMode
    planned_units: int
    alpha: float
    power: float
    relevant: float
    fewest_units: int
    baseline: float | None
    spread: float | None
    detectable: float | None = Field(description="The gain that the planned units find with this power.")
    words: str


class ExperimentComparisonOut(Schema):
    challenger: str
    gain: float | None
    low: float | None
    high: float | None
    p_value: float | None
    detectable: float | None
    finding: Literal["better", "worse", "alike", "open"]


class SampleRatioOut(Schema):
    counts: dict[str, int]
    expected: dict[str, float]
    p_value: float | None
    broken: bool
    words: str


class ExperimentAdjustmentOut(Schema):
    removed_share: float = Field(description="Of the variance; 0 where outcomes are judged as they are.")
    as_units: int = Field(description="Labelled units that would give as narrow an interval without it.")
    unscored: int = Field(description="Decisions of which the champion says nothing.")
    words: str


class ExperimentVerdictOut(Schema):
    at: datetime
    outcome: Literal["winner", "no_winner_yet", "tie", "not_enough_outcomes", "sample_ratio_broken"]
    winner: str | None
    keep: str
    judged: bool
    words: str
    comparisons: list[ExperimentComparisonOut]
    detectable: float | None
    sample_ratio: SampleRatioOut
    adjustment: ExperimentAdjustmentOut | None = Field(description="Of an experiment that is looked at on any day.")


class ExperimentLookOut(ExperimentVerdictOut):
    by: str
    arms: list[ExperimentArmOut]


class ExperimentOut(Schema):
    id: UUID
    use_case: str
    title: str
    reason: str
    state: ExperimentState
    arms: list[ExperimentArmOut]
    rule: ExperimentRuleOut
    plan_id: UUID
    unit_field: str
    watched: bool
    started_at: datetime
    by: str
    ended_at: datetime | None
    ended_by: str
    end_reason: str
    conclusion: str
    forced: bool
    promoted_version_id: UUID | None
    verdict: ExperimentVerdictOut | None = Field(description="Of the last look; null before the first.")

    @staticmethod
    def resolve_state(experiment: Experiment) -> str:
        return experiment.standing

    @staticmethod
    def resolve_arms(experiment: Experiment) -> list[Any]:
        return told_arms(experiment)

    @staticmethod
    def resolve_rule(experiment: Experiment) -> dict[str, Any]:
        named = {name: getattr(experiment, name) for name in ExperimentRuleOut.model_fields if name != "words"}
        return named | {"words": rule_in_words(experiment)}

    @staticmethod
    def resolve_unit_field(experiment: Experiment) -> str:
        return experiment.plan.unit_field

    @staticmethod
    def resolve_promoted_version_id(experiment: Experiment) -> UUID | None:
        return None if experiment.activation is None else experiment.activation.version_id

    @staticmethod
    def resolve_verdict(experiment: Experiment) -> Look | None:
        return experiment.last_look


def told_arms(experiment: Experiment) -> list[Any]:
    """With what the last look found of them, where there was one."""
    last = experiment.last_look
    if last is not None:
        return list(last.arms)
    return [
        {
            "name": arm.name,
            "version_id": arm.version.pk,
            "version": arm.version.label,
            "share": arm.share,
            "champion": arm.name == experiment.champion,
        }
        for arm in compared(experiment.plan)
    ]


def rule_in_words(experiment: Experiment) -> str:
    """What it can show, as it was stated before the start."""
    mode = "looked at on any day" if experiment.mode == ExperimentMode.ALWAYS_VALID else "looked at once"
    begun = f"{experiment.planned_units:,} labelled units, {mode}"
    if experiment.detectable is None:
        return f"{begun}: which gain that finds cannot be told, since too little is known of the champion."
    return f"{begun}: a gain of {experiment.detectable:.3g} is found with a chance of {100 * experiment.power:g} %."


def _power(found: Stated) -> dict[str, Any]:
    return {
        "planned_units": found.planned_units,
        "detectable": found.detectable,
        "baseline": found.before.baseline,
        "spread": found.before.spread,
    }


def _week(week: Week) -> ExperimentWeekOut:
    return ExperimentWeekOut(week=week.week, labelled=dict(week.labelled), once=week.once, any_time=week.any_time)
