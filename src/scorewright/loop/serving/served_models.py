"""A version made ready to answer."""

from scorewright.declare.use_case import UseCase
from scorewright.loop.deployment.policy import feature_list
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.serving.loaded_models import MODELS
from scorewright.loop.serving.plan import NoUsableModelError, ServedModel
from scorewright.science.calibration.conformal import Width


def served(use_case: UseCase, version: ModelVersion) -> ServedModel:
    """Raises NoUsableModelError and ArtefactUnusableError where it cannot answer."""
    if version.features != feature_list(use_case):
        raise NoUsableModelError(f"{version} was trained on other features than {use_case.name} declares today")
    runner = MODELS.runner(version.artefact_sha256)
    return ServedModel(version.pk, version.label, version.status, runner, _width(version))


def _width(version: ModelVersion) -> Width | None:
    return None if version.conformal is None else Width.from_json(version.conformal)
