"""What today's declaration makes of a kept record: its features, and the fallback's answer."""

from collections.abc import Callable, Mapping
from contextlib import suppress

import msgspec

from scorewright.declare.catalogue import UnknownUseCaseError, use_case_named
from scorewright.declare.decision import Verdict
from scorewright.declare.errors import RecordRejected
from scorewright.declare.feature_plan import FeaturePlan
from scorewright.declare.features import FeatureValue
from scorewright.declare.records import Record
from scorewright.declare.use_case import UseCase
from scorewright.loop.serving.decision_row import Reason
from scorewright.loop.serving.models import Decision
from scorewright.loop.serving.policies import RecordedPolicy
from scorewright.loop.serving.reasons import fallback_reasons
from scorewright.loop.serving.replay.archive import UnreplayableError


class TodaysCode:
    """The declaration of one use case; None where there is none any more."""

    def __init__(self, name: str) -> None:
        self.use_case: UseCase | None = None
        with suppress(UnknownUseCaseError):
            self.use_case = use_case_named(name)
        self._features = None if self.use_case is None else FeaturePlan(self.use_case)

    def makes_the_same_features(self, decision: Decision) -> bool:
        """Whether today's code would have seen what the model saw then."""
        if self.use_case is None or self._features is None:
            return False
        try:
            features = self._features.compute(_accepted(self.use_case, decision.record))
            return _as_read(features) == _as_read(decision.features)
        except Exception:  # whatever a use case's own function raises, it does not give those features
            return decision.fallback and not decision.features

    def tells_otherwise(self, decision: Decision) -> bool:
        """Whether what was told is the other outcome than the label that was kept."""
        if self.use_case is None or decision.label not in (0, 1):
            return False
        return bool(decision.label_value == self.use_case.outcome.value(1 - decision.label))

    def advises_otherwise(self, decision: Decision, advisor: str | None) -> bool:
        """Whether the advisor of that version, where it is today's, gives this record other advice than was kept."""
        use_case = self.use_case
        if use_case is None or use_case.advisor is None or use_case.advisor.version != advisor:
            return advisor is None and decision.advice is not None
        try:
            again = use_case.advisor.advise(use_case.visible(_accepted(use_case, decision.record)))
        except Exception:  # whatever a use case's own function raises: no advice was kept then either
            return decision.advice is not None
        return bool(decision.advice != [msgspec.to_builtins(one) for one in again])

    def sure(self, decision: Decision, version: str | None) -> Callable[[Verdict], float] | None:
        """How sure a model's verdict on the kept record is; what was kept, where that version is not today's.

        None where the policy of the decision says nothing of it.
        """
        use_case = self.use_case
        if version is None:
            return None
        if use_case is None or use_case.confidence is None or use_case.confidence.version != version:
            return lambda _: decision.confidence
        confidence = use_case.confidence
        try:
            visible = use_case.visible(_accepted(use_case, decision.record))
        except RecordRejected:
            return lambda _: decision.confidence

        def sure(verdict: Verdict) -> float:
            try:
                return confidence.sure(visible, verdict)
            except Exception:  # whatever a use case's own function raises: nothing was sure then either
                return 0.0

        return sure

    def fallback(self, decision: Decision, policy: RecordedPolicy) -> tuple[float, float, tuple[Reason, ...]]:
        """Probability, confidence and reasons. Raises UnreplayableError where today's fallback is another one."""
        use_case = self.use_case
        if use_case is None:
            raise UnreplayableError(f"{decision.use_case} is no longer declared, and so has no fallback")
        fallback = use_case.fallback
        if decision.version != fallback.version:
            raise UnreplayableError(f"the fallback {decision.version} of {use_case.name} is {fallback.version} today")
        try:
            visible = use_case.visible(_accepted(use_case, decision.record))
        except RecordRejected as error:
            raise UnreplayableError(f"{use_case.name} no longer accepts such a record") from error
        reasons = fallback_reasons(use_case, policy, visible, decision.features)
        return fallback.probability(visible), fallback.confidence, reasons


def _as_read(features: Mapping[str, FeatureValue]) -> Mapping[str, FeatureValue]:
    """PostgreSQL writes 1e23 out as a whole number, which is another one than the nearest float."""
    return {name: float(value) if isinstance(value, int) else value for name, value in features.items()}


def _accepted(use_case: UseCase, raw: Mapping[str, object]) -> Record:
    """As it came in JSON or, where that is no such record, as the text cells of a file."""
    try:
        return use_case.accept(raw)
    except RecordRejected:
        if not isinstance(raw, dict) or not all(cell is None or isinstance(cell, str) for cell in raw.values()):
            raise
        return use_case.read({name: cell or "" for name, cell in raw.items()})
