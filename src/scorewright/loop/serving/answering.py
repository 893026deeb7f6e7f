"""Which answers: the version in production, or, where none can, the fallback that the use case declares."""

from collections.abc import Mapping
from dataclasses import dataclass

from scorewright.declare.decision import Verdict
from scorewright.declare.features import FeatureValue, feature_table
from scorewright.declare.records import Record
from scorewright.declare.use_case import UseCase
from scorewright.loop.deployment.policy import feature_list
from scorewright.loop.registry import queries
from scorewright.loop.registry.artefacts import ArtefactUnusableError
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.serving.loaded_models import MODELS


class NoUsableModelError(Exception):
    """No model can answer; the message says why."""


@dataclass(frozen=True)
class Answer:
    """A verdict, what gave it (``version``), and, where the fallback did, why."""

    verdict: Verdict
    features: Mapping[str, FeatureValue]
    model_version: ModelVersion | None
    version: str
    fallback_reason: str


def answer(use_case: UseCase, record: Record) -> Answer:
    """Decide on an accepted record; never raises for want of a model."""
    visible = use_case.visible(record)
    features: Mapping[str, FeatureValue] = {}
    try:
        features = _features(use_case, visible)
        version = _usable(use_case)
        probability = _probability(use_case, version, features)
    except (NoUsableModelError, ArtefactUnusableError) as error:
        fallback = use_case.fallback
        verdict = use_case.decision.decide(fallback.probability(visible), fallback.confidence)
        return Answer(verdict, features, None, fallback.version, str(error))
    return Answer(use_case.decision.decide(probability), features, version, version.label, "")


def _features(use_case: UseCase, visible: Record) -> Mapping[str, FeatureValue]:
    try:
        return use_case.compute(visible)
    except Exception as error:  # whatever a use case's own function raises, its fallback can still answer
        raise NoUsableModelError(f"a feature of {use_case.name} fails with {type(error).__name__}") from error


def _probability(use_case: UseCase, version: ModelVersion, features: Mapping[str, FeatureValue]) -> float:
    runner = MODELS.runner(version.artefact_sha256)
    try:
        return float(runner.probability(feature_table(use_case.features, [features]))[0])
    except ValueError as error:
        raise NoUsableModelError(f"{version} gives no number for this record") from error


def _usable(use_case: UseCase) -> ModelVersion:
    version = queries.production(use_case.name)
    if version is None:
        raise NoUsableModelError(f"{use_case.name} has no model in production")
    if version.features != feature_list(use_case):
        raise NoUsableModelError(f"{version} was trained on other features than {use_case.name} declares today")
    return version
