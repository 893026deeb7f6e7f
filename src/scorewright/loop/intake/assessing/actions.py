"""Asking for assessments by hand: of one application, or of several together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from scorewright.declare.use_case import UseCase
from scorewright.loop.intake import queries
from scorewright.loop.intake.accepting import Parts, accepted, intake_named, intake_of
from scorewright.loop.intake.assessing import asking
from scorewright.loop.intake.assessing.asking import Cause, State
from scorewright.loop.intake.assessing.batches import BatchHandle
from scorewright.loop.intake.models import Application, Assessment, Batch, BatchItem
from scorewright.loop.intake.refusals import (
    AlreadyAssessedError,
    ApplicationNotFoundError,
    ApplicationRejectedError,
    BatchRejectedError,
    ProcessingOffError,
)
from scorewright.loop.intake.statuses import WAITING, Processing
from scorewright.loop.tenancy.scope import current_scope

Verdict = BatchItem.Verdict
_SPEAKS = """
    UPDATE intake_application AS one SET assessment_id = made.assessment_id
    FROM unnest(%s::uuid[], %s::uuid[]) AS made (id, assessment_id) WHERE one.id = made.id
"""


@dataclass
class Asked:
    """What becomes of each application that somebody wants assessed, by its id: the assessment that will be made, the
    one that stands already, or what is wrong with its record.
    """

    assessments: dict[UUID, Assessment] = field(default_factory=dict)
    existing: dict[UUID, Assessment] = field(default_factory=dict)
    rejected: dict[UUID, ApplicationRejectedError] = field(default_factory=dict)


@transaction.atomic
def trigger_assessment(*, application_id: UUID, by: str, force: bool = False) -> Assessment:
    """The assessment that will be made of the application as it stands; with ``force`` though it has one already.

    Raises ApplicationNotFoundError, AlreadyAssessedError, ProcessingOffError, and ApplicationRejectedError where the
    record is not complete.
    """
    found = _held([application_id])
    if not found:
        raise ApplicationNotFoundError(f"no application has the id {application_id}")
    asked = _ask(found, by=by, force=force)
    for existing in asked.existing.values():
        raise AlreadyAssessedError(existing)
    for rejected in asked.rejected.values():
        raise rejected
    return asked.assessments[application_id]


@transaction.atomic
def trigger_batch_assessment(ids: Sequence[UUID], *, force: bool = False, by: str = "") -> BatchHandle:
    """Have all of these applications assessed; what is assessed already is passed over, unless ``force``.

    The handle waits for the result, once the caller's transaction is over. Raises BatchRejectedError, and then asks for
    nothing, where an id is unknown or there is none; ProcessingOffError.
    """
    wanted, actor = list(dict.fromkeys(ids)), by or current_scope().actor
    if not wanted:
        raise BatchRejectedError("required", "application_ids must name at least one application")
    found = _held(wanted)
    if unknown := sorted({str(one) for one in wanted} - {str(one.pk) for one in found}):
        raise BatchRejectedError("known", f"{len(unknown)} of the application_ids are unknown", unknown)
    asked = _ask(found, by=actor, force=force)
    batch = Batch.objects.create(force=force, asked_by=actor, total=len(wanted))
    BatchItem.objects.bulk_create(
        BatchItem(batch=batch, place=place, application_id=one, **_verdict(asked, one))
        for place, one in enumerate(wanted)
    )
    return BatchHandle(current_scope().tenant_id, batch.pk)


def _verdict(asked: Asked, application_id: UUID) -> dict[str, Any]:
    if (rejected := asked.rejected.get(application_id)) is not None:
        return {"verdict": Verdict.ERROR, "error": str(rejected)}
    if (existing := asked.existing.get(application_id)) is not None:
        there = existing.processing_status == Processing.COMPLETED
        return {"verdict": Verdict.SKIPPED if there else Verdict.DUPLICATE, "assessment": existing}
    return {"verdict": Verdict.ASKED, "assessment": asked.assessments[application_id]}


@transaction.atomic
def ask_together(ids: Sequence[UUID], *, force: bool, by: str) -> Asked:
    """As ``trigger_batch_assessment``, of any number, with nothing kept of their being asked for together.

    Ids that are unknown are passed over. Raises ProcessingOffError.
    """
    return _ask(_held(ids), by=by, force=force)


def _held(ids: Sequence[UUID]) -> list[Application]:
    """Those that there are, locked until the end of the transaction, in one order for all who lock several."""
    if not settings.ML_PROCESSING_ENABLED:
        raise ProcessingOffError("assessments are switched off: ML_PROCESSING_ENABLED is False")
    rows = queries.visible().select_related("assessment").select_for_update(of=("self",))
    return list(rows.filter(pk__in=ids).order_by("pk"))


def _ask(applications: Sequence[Application], *, by: str, force: bool) -> Asked:
    asked = Asked()
    for name in sorted({one.use_case for one in applications}):
        use_case, _ = intake_named(name)
        _ask_for(use_case, [one for one in applications if one.use_case == name], asked, by=by, force=force)
    for one in applications:
        one.assessment = asked.assessments.get(one.pk, one.assessment)
    _keep_who_speaks(asked.assessments)
    return asked


def _keep_who_speaks(assessments: Mapping[UUID, Assessment]) -> None:
    """In one statement that is short however many they are."""
    given = [list(assessments), [one.pk for one in assessments.values()]]
    with connection.cursor() as cursor:
        cursor.execute(_SPEAKS, given)


def _ask_for(use_case: UseCase, applications: Sequence[Application], asked: Asked, *, by: str, force: bool) -> None:
    states = _states(use_case, applications, asked)
    known = asking.known(states, intake_of(use_case))
    new, again, once_more = list[State](), list[Assessment](), list[State]()
    for state in states:
        found = known.get(state.application.pk)
        if found is not None and found.processing_status == Processing.FAILED:
            again.append(found)
        elif force and found is not None and found.processing_status in WAITING:
            again.append(found)  # at once, and not a second time behind itself
        elif force and found is not None:
            once_more.append(state)
        elif not force and (existing := found or _near(state, use_case)) is not None:
            asked.existing[state.application.pk] = existing
        else:
            new.append(state)
    asking.put_back(again)
    made = [
        *again,
        *asking.ask_first(new, use_case=use_case, cause=Cause.MANUAL, by=by),
        *asking.ask_first(once_more, use_case=use_case, cause=Cause.FORCED, by=by),
    ]
    asked.assessments.update((one.application_id, one) for one in made)


def _near(state: State, use_case: UseCase) -> Assessment | None:
    """The assessment of a record that has changed since, but not so that it counts."""
    standing = state.application.assessment
    if standing is None or standing.processing_status == Processing.FAILED:
        return None
    return None if asking.has_changed(state, None, use_case) else standing


def _states(use_case: UseCase, applications: Sequence[Application], asked: Asked) -> list[State]:
    found = []
    for application in applications:
        try:
            _, record = accepted(use_case, Parts(application.record, application.personal), draft=False)
        except ApplicationRejectedError as rejected:
            asked.rejected[application.pk] = rejected
        else:
            found.append(State(application, record))
    return found
