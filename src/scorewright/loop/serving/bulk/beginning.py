"""What a run decides with: chosen when it begins, and found again, or missed, when it goes on."""

from dataclasses import dataclass, replace
from pathlib import Path

from django.core.files.storage import storages
from django.utils import timezone

from scorewright.declare.catalogue import use_case_named
from scorewright.loop.registry import artefacts
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.registry.queries import VersionNotFoundError
from scorewright.loop.serving.bulk.fingerprints import Fingerprint
from scorewright.loop.serving.bulk.formats import FileKind, Format
from scorewright.loop.serving.bulk.opening import Paths
from scorewright.loop.serving.deciding import LONGEST_REASON
from scorewright.loop.serving.models import ScoringRun
from scorewright.loop.serving.plan import Plan
from scorewright.loop.serving.plans import VersionUnusableError, plan_for
from scorewright.loop.serving.selection import PRODUCTION, Selection
from scorewright.loop.serving.telling import tell_of_model
from scorewright.science.artefacts.bulk import BulkRunner, bulk


class RunChangedError(Exception):
    """The run cannot go on, since something that it began with is no longer as it was."""


@dataclass(frozen=True)
class Begun:
    """``engine`` runs the artefact of the plan's model; None where the fallback answers."""

    run: ScoringRun
    plan: Plan
    engine: BulkRunner | None


def paths_of(run: ScoringRun) -> Paths:
    """Where the run's files are on this machine."""
    names = (run.input_path, run.output_path, run.rejected_path)
    return Paths(*(Path(storages["default"].path(name) if run.stored else name) for name in names))


def begin(run: ScoringRun, found: Fingerprint) -> Begun:
    """Choose version and policy, or find again those that the run began with; ``found`` is of its file as it is now.

    Raises RunChangedError where it cannot go on; where a version was asked for, VersionNotFoundError if it is not there
    and VersionUnusableError if it cannot answer.
    """
    if run.started_at is None:
        selection = Selection(run.asked_status, run.asked_number)
        if selection.of_arms:
            raise VersionNotFoundError("arms share requests alone: one version decides on a file")
        plan = plan_for(use_case_named(run.use_case), selection)
        if selection == PRODUCTION:
            tell_of_model(plan)
        run.input_sha256, run.input_bytes, run.started_at = found.sha256, found.size, timezone.now()
        kind = FileKind.of(run.input_kind)
        run.expected_rows = max(0, found.lines - 1) if kind == FileKind(Format.CSV) else None
        run.model_version_id = None if plan.model is None else plan.model.id
        run.version = plan.use_case.fallback.version if plan.model is None else plan.model.label
        run.policy, run.fallback_reason = plan.policy.fingerprint, plan.objection[:LONGEST_REASON]
        run.save()
    elif found.sha256 != run.input_sha256:
        raise RunChangedError(f"{run.input_name} has changed since the run began: it has another SHA-256")
    else:
        plan = _plan_again(run)
    return Begun(run, plan, engine_of(plan))


def _plan_again(run: ScoringRun) -> Plan:
    version = run.model_version
    try:
        plan = plan_for(use_case_named(run.use_case), Selection(number=None if version is None else version.number))
    except VersionUnusableError as error:
        raise RunChangedError(f"the run began with {version}, which cannot answer any more: {error}") from error
    if plan.policy.fingerprint != run.policy:
        raise RunChangedError(f"the policy of {run.use_case} has changed since the run began")
    if version is None:
        return replace(plan, model=None, objection=run.fallback_reason)
    return plan


def engine_of(plan: Plan) -> BulkRunner | None:
    """What answers for very many rows as the plan's model does; None where it has none."""
    if plan.model is None:
        return None
    address = ModelVersion.objects.get(pk=plan.model.id).artefact_sha256
    # Several chunks at a time, each on one thread, keep all processors busier than one chunk on all of them.
    return bulk(artefacts.fetch(address), threads=1)
