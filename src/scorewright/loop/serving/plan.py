"""Everything that a decision takes, gathered once: a request holds one plan from its first line to its last."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from time import perf_counter
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from scorewright.declare.advice import Advice
from scorewright.declare.decision import Verdict
from scorewright.declare.decoding import RecordDecoder
from scorewright.declare.feature_plan import FeaturePlan
from scorewright.declare.features import FeatureValue
from scorewright.declare.records import Record
from scorewright.declare.use_case import UseCase
from scorewright.loop.serving.decision_row import Reason
from scorewright.loop.serving.policies import RecordedPolicy
from scorewright.loop.serving.reasons import adverse_reasons, fallback_reasons
from scorewright.loop.serving.traffic import Arms, Shadow
from scorewright.science.artefacts.running import Runner
from scorewright.science.calibration.conformal import Width
from scorewright.science.explanations.explanation import Explanation

_log = logging.getLogger(__name__)


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


class _Prepared(Struct, frozen=True):
    """A record as the model takes it, or an ``objection`` that says why it cannot."""

    record: Record
    features: Mapping[str, FeatureValue]
    numbers: list[float]
    categories: list[str]
    objection: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Plan:
    """How one use case decides for one tenant, by ``model`` or, where it is None, by the fallback: ``objection`` says
    why. Where ``arms`` share its requests, this is how it decides on the holdout.
    """

    use_case: UseCase
    decoder: RecordDecoder
    features: FeaturePlan
    policy: RecordedPolicy
    model: ServedModel | None
    objection: str
    arms: "Arms[Plan] | None" = None
    shadows: "tuple[Shadow[Plan], ...]" = ()

    def answer(self, record: Record, *, explain: bool = False) -> Answer:
        """Decide on an accepted record; never raises for want of a model."""
        if self.model is not None and self.explains(asked=explain):
            return self._explained(self.model, self._prepared(record))
        return self.answers([record])[0]

    def answers(self, records: Sequence[Record], *, explain: bool = False) -> list[Answer]:
        """As ``answer`` for each of ``records``, from one run of the model; with its reasons where they are asked."""
        prepared = [self._prepared(record) for record in records]
        model = self.model
        if model is None:
            return [self._fallback(one, one.objection or self.objection) for one in prepared]
        if explain:
            return self._explained_together(model, prepared)
        begun = perf_counter()
        ready = [one for one in prepared if not one.objection]
        probabilities = iter(self._probabilities(model, ready))
        seconds = (perf_counter() - begun) / len(prepared)
        return [
            self._fallback(one, one.objection)
            if one.objection
            else self._concluded(model, one, next(probabilities), seconds)
            for one in prepared
        ]

    def advice(self, record: Record) -> tuple[Advice, ...] | UnsetType:
        """For an accepted record; unset where the use case declares no advisor, and where the advisor fails."""
        advisor = self.use_case.advisor
        if advisor is None:
            return UNSET
        try:
            return advisor.advise(self.use_case.visible(record))
        except Exception as error:  # whatever a use case's own function raises, the decision is right without it
            _log.error("%s of %s fails with %s", advisor.version, self.use_case.name, type(error).__name__)
            return UNSET

    def sure(self, record: Record, verdict: Verdict) -> float:
        """How sure a model's ``verdict`` on an accepted record is: not at all where the use case's function fails."""
        try:
            sure = self.use_case.sure(self.use_case.visible(record), verdict)
        except Exception as error:  # whatever a use case's own function raises, a person can still look
            _log.error("the confidence of %s fails with %s", self.use_case.name, type(error).__name__)
            return 0.0
        return verdict.confidence if sure is None else sure

    def explains(self, *, asked: bool) -> bool:
        """Whether an answer will come with reasons of a model."""
        return (self.model is not None or self.arms is not None) and (asked or self.policy.decision.explain == "always")

    def _prepared(self, record: Record) -> _Prepared:
        begun = perf_counter()
        features: Mapping[str, FeatureValue] = {}
        try:
            features = self.features.compute(record)
            numbers, categories = self.features.inputs(features)
        except Exception as error:  # whatever a use case's own function raises or gives, its fallback can still answer
            why = f"a feature of {self.use_case.name} fails with {type(error).__name__}"
            return _Prepared(record, features, [], [], why, perf_counter() - begun)
        return _Prepared(record, features, numbers, categories, "", perf_counter() - begun)

    def _probabilities(self, model: ServedModel, ready: Sequence[_Prepared]) -> list[float]:
        if not ready:
            return []
        return model.runner.each([one.numbers for one in ready], [one.categories for one in ready])

    def _explained(self, model: ServedModel, one: _Prepared) -> Answer:
        if one.objection:
            return self._fallback(one, one.objection)
        begun = perf_counter()
        try:
            probability, explanation = model.runner.explain(one.numbers, one.categories)
        except ValueError:
            return self._fallback(one, self._no_number(model))
        return self._concluded(model, one, probability, perf_counter() - begun, explanation)

    def _explained_together(self, model: ServedModel, prepared: Sequence[_Prepared]) -> list[Answer]:
        ready = [one for one in prepared if not one.objection]
        if not ready:
            return [self._fallback(one, one.objection) for one in prepared]
        begun = perf_counter()
        try:
            probabilities, explanations = model.runner.explain_each(
                [one.numbers for one in ready], [one.categories for one in ready]
            )
        except ValueError:  # one of them has no number: each alone
            return [self._explained(model, one) for one in prepared]
        seconds = (perf_counter() - begun) / len(ready)
        probability, explanation = iter(probabilities), iter(explanations)
        return [
            self._fallback(one, one.objection)
            if one.objection
            else self._concluded(model, one, next(probability), seconds, next(explanation))
            for one in prepared
        ]

    def _concluded(
        self,
        model: ServedModel,
        one: _Prepared,
        probability: float,
        seconds: float,
        explanation: Explanation | None = None,
    ) -> Answer:
        if not isfinite(probability):
            return self._fallback(one, self._no_number(model))
        begun = perf_counter()
        verdict = self._verdict(one.record, probability)
        return Answer(
            verdict=verdict,
            features=one.features,
            model=model,
            fallback_reason="",
            width=None if model.width is None else model.width.of(verdict.probability),
            reasons=None if explanation is None else adverse_reasons(explanation, self.policy, one.features),
            explanation=explanation,
            seconds=Seconds(one.seconds, seconds, perf_counter() - begun),
        )

    def _verdict(self, record: Record, probability: float) -> Verdict:
        verdict = self.policy.decision.decide(probability)
        if self.use_case.confidence is None:
            return verdict
        return self.policy.decision.decide(verdict.probability, self.sure(record, verdict))

    def _no_number(self, model: ServedModel) -> str:
        return f"{self.use_case.name} {model.label} gives no number for this record"

    def _fallback(self, one: _Prepared, why: str) -> Answer:
        fallback = self.use_case.fallback
        begun = perf_counter()
        visible = self.use_case.visible(one.record)
        probability = fallback.probability(visible)
        asked = perf_counter()
        return Answer(
            verdict=self.policy.decision.decide(probability, fallback.confidence),
            features=one.features,
            model=None,
            fallback_reason=why,
            width=None,
            reasons=fallback_reasons(self.use_case, self.policy, visible, one.features),
            explanation=None,
            seconds=Seconds(one.seconds, asked - begun, perf_counter() - asked),
        )
