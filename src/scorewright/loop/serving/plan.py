"""Everything that a decision takes, gathered once: a request holds one plan from its first line to its last."""

from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter
from uuid import UUID

from msgspec import Struct

from scorewright.declare.decision import Verdict
from scorewright.declare.decoding import RecordDecoder
from scorewright.declare.feature_plan import FeaturePlan
from scorewright.declare.features import FeatureValue
from scorewright.declare.records import Record
from scorewright.declare.use_case import UseCase
from scorewright.loop.serving.decision_row import Reason
from scorewright.loop.serving.policies import RecordedPolicy
from scorewright.loop.serving.reasons import adverse_reasons
from scorewright.science.artefacts.running import Runner
from scorewright.science.calibration.conformal import Width
from scorewright.science.explanations.explanation import Explanation


class NoUsableModelError(Exception):
    """No model can answer; the message says why."""


@dataclass(frozen=True, slots=True)
class ServedModel:
    """One version, ready to answer."""

    id: UUID
    label: str
    status: str
    runner: Runner
    width: Width | None


class Seconds(Struct, frozen=True, gc=False):
    """How long the parts of an answer took."""

    features: float
    model: float
    policy: float


class Answer(Struct, frozen=True, kw_only=True):
    """A verdict, what gave it (``model`` None: the fallback, and why), and what spoke for it where that was asked."""

    verdict: Verdict
    features: Mapping[str, FeatureValue]
    model: ServedModel | None
    fallback_reason: str
    width: float | None
    reasons: tuple[Reason, ...] | None
    explanation: Explanation | None
    seconds: Seconds


@dataclass(frozen=True, slots=True)
class Plan:
    """How one use case decides for one tenant, by ``model`` or, where it is None, by the fallback: ``objection`` says
    why.
    """

    use_case: UseCase
    decoder: RecordDecoder
    features: FeaturePlan
    policy: RecordedPolicy
    model: ServedModel | None
    objection: str

    def answer(self, record: Record, *, explain: bool = False) -> Answer:
        """Decide on an accepted record; never raises for want of a model."""
        begun = perf_counter()
        features: Mapping[str, FeatureValue] = {}
        try:
            features = self._compute(record)
            computed = perf_counter()
            model, probability, explanation = self._ask(features, explain=explain)
        except NoUsableModelError as error:
            return self._fallback(record, features, str(error), begun)
        asked = perf_counter()
        verdict = self.policy.decision.decide(probability)
        return Answer(
            verdict=verdict,
            features=features,
            model=model,
            fallback_reason="",
            width=None if model.width is None else model.width.of(verdict.probability),
            reasons=None if explanation is None else adverse_reasons(explanation, self.policy.words),
            explanation=explanation,
            seconds=Seconds(computed - begun, asked - computed, perf_counter() - asked),
        )

    def explains(self, *, asked: bool) -> bool:
        """Whether an answer will come with reasons of the model."""
        return self.model is not None and (asked or self.policy.decision.explain == "always")

    def _compute(self, record: Record) -> Mapping[str, FeatureValue]:
        try:
            return self.features.compute(record)
        except Exception as error:  # whatever a use case's own function raises, its fallback can still answer
            name = self.use_case.name
            raise NoUsableModelError(f"a feature of {name} fails with {type(error).__name__}") from error

    def _ask(
        self, features: Mapping[str, FeatureValue], *, explain: bool
    ) -> tuple[ServedModel, float, Explanation | None]:
        model = self.model
        if model is None:
            raise NoUsableModelError(self.objection)
        numbers, categories = self.features.inputs(features)
        try:
            if self.explains(asked=explain):
                return model, *model.runner.explain(numbers, categories)
            return model, model.runner.one(numbers, categories), None
        except ValueError as error:
            name = self.use_case.name
            raise NoUsableModelError(f"{name} {model.label} gives no number for this record") from error

    def _fallback(self, record: Record, features: Mapping[str, FeatureValue], why: str, begun: float) -> Answer:
        fallback = self.use_case.fallback
        computed = perf_counter()
        probability = fallback.probability(self.use_case.visible(record))
        asked = perf_counter()
        return Answer(
            verdict=self.policy.decision.decide(probability, fallback.confidence),
            features=features,
            model=None,
            fallback_reason=why,
            width=None,
            reasons=(Reason(None, fallback.reason, None),),
            explanation=None,
            seconds=Seconds(computed - begun, asked - computed, perf_counter() - asked),
        )
