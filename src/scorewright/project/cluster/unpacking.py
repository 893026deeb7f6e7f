"""Unpacking a kit in a worker: the same plan and the same engine as where the run began, or a refusal."""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache

from scorewright import __version__
from scorewright.declare.catalogue import use_case_named
from scorewright.declare.decoding import RecordDecoder
from scorewright.declare.feature_plan import FeaturePlan
from scorewright.declare.use_case import UseCase
from scorewright.loop.serving.plan import Plan, ServedModel
from scorewright.loop.serving.policies import RecordedPolicy
from scorewright.project.cluster.kit import Kit, SentModel
from scorewright.science.artefacts.bulk import BulkRunner, bulk
from scorewright.science.artefacts.running import load
from scorewright.science.calibration.conformal import Width


class KitRefusedError(Exception):
    """This worker would not decide as the run does: it has other software, or what came is not what was sent."""


@dataclass(frozen=True)
class Unpacked:
    """``engine`` None: the fallback answers."""

    plan: Plan
    engine: BulkRunner | None


@lru_cache(maxsize=2)
def unpack(kit: Kit) -> Unpacked:
    """Once a process for each run. Raises KitRefusedError."""
    if kit.software != __version__:
        raise KitRefusedError(f"the run began with scorewright {kit.software}; this worker has {__version__}")
    use_case = use_case_named(kit.use_case)
    policy = _policy(kit, use_case)
    engine = None if kit.model is None else _engine(kit.model, use_case)
    model = None if kit.model is None else _served(kit.model)
    plan = Plan(
        use_case, RecordDecoder(use_case.fields, use_case.rules), FeaturePlan(use_case), policy, model, kit.objection
    )
    return Unpacked(plan, engine)


def _policy(kit: Kit, use_case: UseCase) -> RecordedPolicy:
    policy = RecordedPolicy.made_from(json.loads(kit.policy))
    if policy.fingerprint != kit.policy_fingerprint:
        raise KitRefusedError(f"the policy of {kit.use_case} came with another fingerprint than it was sent with")
    if kit.declared_fingerprint != RecordedPolicy.of(use_case).fingerprint:
        raise KitRefusedError(f"this worker declares another policy of {kit.use_case} than the run began with")
    return policy


def _engine(model: SentModel, use_case: UseCase) -> BulkRunner:
    if hashlib.sha256(model.artefact).hexdigest() != model.sha256:
        raise KitRefusedError(f"the artefact of {use_case.name} {model.label} came with another SHA-256 than it has")
    # A worker has a part of a processor's cores to itself: its threads are the cluster's to count.
    engine = bulk(model.artefact, threads=1)
    declared = [(feature.column.name, feature.column.kind) for feature in use_case.features]
    if [(column.name, column.kind) for column in engine.columns] != declared:
        raise KitRefusedError(f"this worker declares other features of {use_case.name} than {model.label} was made for")
    return engine


def _served(model: SentModel) -> ServedModel:
    width = None if model.width is None else Width.from_json(json.loads(model.width))
    return ServedModel(model.id, model.label, model.status, load(model.artefact), width)
