"""What decisions name and were made with: policies and model versions, as they were recorded."""

from dataclasses import dataclass
from uuid import UUID

from scorewright.declare.errors import DeclarationError
from scorewright.loop.registry.artefacts import ArtefactUnusableError
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.serving.loaded_models import MODELS
from scorewright.loop.serving.models import Policy
from scorewright.loop.serving.policies import RecordedPolicy
from scorewright.loop.tenancy.scope import Scope, acting
from scorewright.science.artefacts.running import Runner
from scorewright.science.calibration.conformal import Width


class UnreplayableError(Exception):
    """Something that the decision was made with is gone; the message names it."""


@dataclass(frozen=True, slots=True)
class RecordedModel:
    """``label`` is what its answers call it."""

    label: str
    runner: Runner
    width: Width | None


class Archive:
    """Finds what decisions of one tenant name; both kinds are few, and kept once found."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._policies: dict[str, RecordedPolicy | UnreplayableError] = {}
        self._versions: dict[UUID, ModelVersion] = {}

    def policy(self, fingerprint: str) -> RecordedPolicy:
        """Raises UnreplayableError where it was never recorded, or is not what it was."""
        if fingerprint not in self._policies:
            self._policies[fingerprint] = self._recorded(fingerprint)
        found = self._policies[fingerprint]
        if isinstance(found, UnreplayableError):
            raise found
        return found

    def model(self, version_id: UUID) -> RecordedModel:
        """Raises UnreplayableError where its artefact is missing or altered."""
        version = self._versions.get(version_id)
        if version is None:
            with acting(self._scope.tenant_id, actor=self._scope.actor, role=self._scope.role):
                version = self._versions[version_id] = ModelVersion.objects.get(pk=version_id)
        try:
            runner = MODELS.runner(version.artefact_sha256)
        except ArtefactUnusableError as error:
            raise UnreplayableError(f"{version.use_case} {version.label}: {error}") from error
        width = None if version.conformal is None else Width.from_json(version.conformal)
        return RecordedModel(version.label, runner, width)

    def _recorded(self, fingerprint: str) -> RecordedPolicy | UnreplayableError:
        if not fingerprint:
            return UnreplayableError("the decision is older than the recording of policies")
        with acting(self._scope.tenant_id, actor=self._scope.actor, role=self._scope.role):
            kept = Policy.objects.filter(fingerprint=fingerprint).first()
        if kept is None:
            return UnreplayableError(f"policy {fingerprint[:12]} is missing")
        altered = UnreplayableError(f"policy {fingerprint[:12]} was altered: its content has another fingerprint")
        try:
            policy = RecordedPolicy.made_from(kept.content)
        except (KeyError, TypeError, ValueError, DeclarationError):
            return altered
        return policy if policy.fingerprint == fingerprint else altered
