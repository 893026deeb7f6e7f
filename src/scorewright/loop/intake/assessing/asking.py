"""Asking for an assessment, once for each state of a record, in the transaction that makes the state."""

import hashlib
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from scorewright.declare.errors import RecordRejected
from scorewright.declare.intake import Intake
from scorewright.declare.records import Record
from scorewright.declare.use_case import UseCase
from scorewright.loop.intake.accepting import intake_of
from scorewright.loop.intake.assessing.waking import wake
from scorewright.loop.intake.models import Application, Assessment
from scorewright.loop.intake.statuses import ASSESSED, WAITING, Processing
from scorewright.loop.tenancy.scope import current_tenant_id

Cause = Assessment.Cause


class State(NamedTuple):
    """An application, whose row the caller holds, with its record as it is declared."""

    application: Application
    record: Record


def by_themselves() -> bool:
    """Whether applications are assessed without being asked."""
    return bool(settings.ML_PROCESSING_ENABLED and settings.ML_AUTO_TRIGGER_ON_SUBMIT)


def state_hash(intake: Intake, record: Record) -> str:
    """SHA-256 of what is watched of ``record``."""
    return hashlib.sha256(intake.state(record).encode()).hexdigest()


def ask_first(states: Sequence[State], *, use_case: UseCase, cause: Cause, by: str) -> list[Assessment]:
    """The assessments of applications that have none yet; ``assessment`` of each is set, and not saved."""
    intake = intake_of(use_case)
    made = [_new(state, intake, cause=cause, by=by) for state in states]
    Assessment.objects.bulk_create(made)
    for state, assessment in zip(states, made, strict=True):
        state.application.assessment = assessment
    if made:
        _wake_after_commit(use_case.name)
    return made


def ask(state: State, *, use_case: UseCase, cause: Cause, by: str) -> Assessment:
    """The assessment of this state, which from now on speaks for its application: a new one where there is none.

    One that failed is tried again. ``application.assessment`` is set, and not saved.
    """
    found = known([state], intake_of(use_case)).get(state.application.pk)
    if found is None:
        (found,) = ask_first([state], use_case=use_case, cause=cause, by=by)
    elif found.processing_status == Processing.FAILED:
        put_back([found])
    state.application.assessment = found
    return found


def known(states: Sequence[State], intake: Intake) -> dict[UUID, Assessment]:
    """The assessment of each state that has one, by application, whatever came of it; of several the last."""
    hashes = {state.application.pk: state_hash(intake, state.record) for state in states}
    found = Assessment.objects.filter(application__in=hashes, state_hash__in=set(hashes.values())).order_by("id")
    return {one.application_id: one for one in found if one.state_hash == hashes[one.application_id]}


def put_back(assessments: Sequence[Assessment]) -> None:
    """Try those that failed, or wait for their next attempt, at once."""
    fresh = {"due_at": timezone.now(), "retry_count": 0, "freed": 0, "updated_at": timezone.now(), "finished_at": None}
    held = Assessment.objects.filter(pk__in=[one.pk for one in assessments])
    held.filter(processing_status__in=(*WAITING, Processing.FAILED)).update(
        processing_status=Processing.PENDING, **fresh
    )
    for use_case in {one.use_case for one in assessments}:
        _wake_after_commit(use_case)


def settle(state: State, former: Record, *, use_case: UseCase, by: str) -> None:
    """After a change of the record: let the right assessment speak for it, and ask for one where the change counts.

    A change is measured against the record that was last assessed, so that small steps do not add up unseen; before
    that, against ``former``. After an assessment that failed every other state counts. Back in a state whose assessment
    failed, that is tried again.
    """
    intake, standing = intake_of(use_case), state.application.assessment
    found = known([state], intake).get(state.application.pk)
    if found is not None:
        state.application.assessment = found
    if state.application.status not in ASSESSED or not by_themselves():
        return
    if found is not None:
        if found != standing and found.processing_status == Processing.FAILED:
            put_back([found])
    elif _has_failed(standing) or has_changed(state, former, use_case):
        ask(state, use_case=use_case, cause=Cause.CHANGED, by=by)


def _has_failed(standing: Assessment | None) -> bool:
    return standing is not None and standing.processing_status == Processing.FAILED


def has_changed(state: State, former: Record | None, use_case: UseCase) -> bool:
    """Whether the record is another than the one that was assessed last, as far as that counts."""
    base = former
    if state.application.assessment is not None:
        try:
            base = use_case.accept(state.application.assessment.record)
        except RecordRejected:  # another declaration took it
            return True
    return base is None or bool(intake_of(use_case).changed(base, state.record))


def _new(state: State, intake: Intake, *, cause: Cause, by: str) -> Assessment:
    application = state.application
    return Assessment(
        application=application,
        use_case=application.use_case,
        state_hash=state_hash(intake, state.record),
        record=application.record,
        cause=cause,
        asked_by=by,
        is_priority=application.is_priority,
    )


def _wake_after_commit(use_case: str) -> None:
    # Best effort, so that it need not wait for the sweep.
    transaction.on_commit(partial(wake, current_tenant_id(), use_case), robust=True)
