"""Packing what workers need, where the database is."""

import json

from scorewright import __version__
from scorewright.loop.registry import artefacts
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.serving.bulk.beginning import Begun
from scorewright.loop.serving.plan import Plan
from scorewright.loop.serving.policies import RecordedPolicy
from scorewright.project.cluster.kit import Kit, SentModel


def pack(begun: Begun) -> Kit:
    """What the run began with. Raises ArtefactUnusableError where the artefact is missing or altered."""
    plan = begun.plan
    return Kit(
        software=__version__,
        use_case=plan.use_case.name,
        ignored=frozenset(begun.run.ignored),
        policy=json.dumps(plan.policy.content),
        policy_fingerprint=plan.policy.fingerprint,
        declared_fingerprint=RecordedPolicy.of(plan.use_case).fingerprint,
        model=_model(plan),
        objection=plan.objection,
    )


def _model(plan: Plan) -> SentModel | None:
    model = plan.model
    if model is None:
        return None
    address = ModelVersion.objects.get(pk=model.id).artefact_sha256
    width = None if model.width is None else json.dumps(model.width.to_json())
    return SentModel(model.id, model.label, model.status, artefacts.fetch(address), address, width)
