"""Taking applications in, and moving them on; each change may ask for an assessment, in its own transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from scorewright.declare.errors import Problem, RecordRejected
from scorewright.declare.records import MOST_PROBLEMS, Record
from scorewright.declare.redaction import personal_words, redacted, words_of
from scorewright.declare.use_case import UseCase
from scorewright.loop.audit.actions import record as put_in_trail
from scorewright.loop.intake import queries
from scorewright.loop.intake.accepting import Parts, accepted, intake_named, intake_of
from scorewright.loop.intake.assessing import asking
from scorewright.loop.intake.assessing.asking import Cause, State
from scorewright.loop.intake.models import Application, Assessment, Monitored
from scorewright.loop.intake.numbering import next_references
from scorewright.loop.intake.refusals import (
    ApplicationConflictError,
    ApplicationNotFoundError,
    ApplicationRejectedError,
)
from scorewright.loop.intake.statuses import (
    ASSESSED,
    CHANGEABLE,
    OPEN_TO_APPLICANTS,
    WAITING,
    Processing,
    Status,
    may_follow,
)
from scorewright.loop.tenancy.models import Role, User
from scorewright.loop.tenancy.scope import current_scope

NOTHING = Parts()
DELETED = "its application was taken out of sight before it was assessed"


@dataclass(frozen=True, kw_only=True)
class Given:
    """One application as somebody sends it; with ``submit`` it is no draft from the beginning."""

    parts: Parts = field(default_factory=Parts)
    submit: bool = False
    is_priority: bool = False
    applicant: User | None = None
    assigned_analyst: User | None = None
    host: str | None = None


def create(*, use_case: UseCase, given: Given, by: str) -> Application:
    """Take an application in, as a draft or submitted at once. Raises ApplicationRejectedError."""
    (application,) = create_many(use_case=use_case, given=[given], by=by)
    return application


@transaction.atomic
def create_many(*, use_case: UseCase, given: Sequence[Given], by: str) -> list[Application]:
    """Take them all in, or none of them.

    Raises ApplicationRejectedError; where there are several, each field is named behind the place of its application.
    """
    intake, now = intake_of(use_case), timezone.now()
    checked = _all_accepted(use_case, given)
    # As late as may be: others who want a number wait for the end of this transaction.
    numbers = next_references(intake.prefix, len(given), now) if given else []
    made = [
        _new(use_case, one, parts, number, now) for one, (parts, _), number in zip(given, checked, numbers, strict=True)
    ]
    submitted = [
        State(application, record)
        for application, (_, record) in zip(made, checked, strict=True)
        if application.status == Status.SUBMITTED
    ]
    if submitted and asking.by_themselves():
        cause = Cause.HOST if submitted[0].application.host else Cause.SUBMITTED
        asking.ask_first(submitted, use_case=use_case, cause=cause, by=by)  # references are checked at the commit
    Application.objects.bulk_create(made)
    watched = [(application, parts) for application, (parts, _) in zip(made, checked, strict=True) if parts.monitored]
    Monitored.objects.bulk_create(Monitored(application=one, values=dict(parts.monitored)) for one, parts in watched)
    return made


def _all_accepted(use_case: UseCase, given: Sequence[Given]) -> list[tuple[Parts, Record]]:
    found, problems = list[tuple[Parts, Record]](), list[Problem]()
    for place, one in enumerate(given):
        try:
            found.append(accepted(use_case, one.parts, draft=not one.submit))
        except ApplicationRejectedError as rejected:
            before = f"{place}." if len(given) > 1 else ""
            problems += [replace(problem, field=f"{before}{problem.field}") for problem in rejected.problems]
    if problems:
        raise ApplicationRejectedError(problems[:MOST_PROBLEMS])
    return found


def _new(use_case: UseCase, one: Given, parts: Parts, number: str, now: datetime) -> Application:
    return Application(
        use_case=use_case.name,
        reference_number=number,
        status=Status.SUBMITTED if one.submit else Status.DRAFT,
        submitted_at=now if one.submit else None,
        record=dict(parts.record),
        personal=dict(parts.personal),
        applicant=one.applicant,
        assigned_analyst=one.assigned_analyst,
        is_priority=one.is_priority,
        host=one.host,
        created_at=now,
        updated_at=now,
    )


@transaction.atomic
def update(
    *,
    application_id: UUID,
    by: str,
    changes: Parts = NOTHING,
    is_priority: bool | None = None,
    version: int | None = None,
    whole: bool = False,
    keep_monitored: bool = False,
) -> Application:
    """Change what an application holds; with ``whole``, what ``changes`` does not name is taken away, but what is
    monitored where ``keep_monitored`` says so.

    ``version`` is the one that the caller has seen. Raises ApplicationNotFoundError, ApplicationRejectedError, and
    ApplicationConflictError where the application is closed, or was changed since ``version``.
    """
    application = _held(application_id, version)
    if application.status not in CHANGEABLE:
        raise ApplicationConflictError(f"{application} is {application.status}: nothing in it can be changed")
    if current_scope().role == Role.APPLICANT and application.status not in OPEN_TO_APPLICANTS:
        raise ApplicationConflictError(f"{application} is {application.status}: you cannot change it now")
    use_case, _ = intake_named(application.use_case)
    old = parts_of(application)
    new = changes if whole else old.with_changes(changes)
    if keep_monitored:
        new = replace(new, monitored=old.monitored)
    kept, record = accepted(use_case, new, draft=application.status == Status.DRAFT)
    _put(application, kept)
    if is_priority is not None and is_priority != application.is_priority:
        application.is_priority = is_priority
        Assessment.objects.filter(application=application, due_at__isnull=False).update(is_priority=is_priority)
    if application.status != Status.DRAFT:
        asking.settle(State(application, record), _as_it_was(use_case, old, record), use_case=use_case, by=by)
    return _saved(application)


@transaction.atomic
def submit(*, application_id: UUID, by: str, version: int | None = None) -> Application:
    """Hand a draft in, or one for which information was missing: from now on it is complete, and is assessed.

    Raises as ``update``.
    """
    return _submit(_held(application_id, version), by)


@transaction.atomic
def move(*, application_id: UUID, status: Status, by: str, reason: str = "", version: int | None = None) -> Application:
    """Give an application its next status. Raises ApplicationConflictError where that may not follow.

    The trail keeps ``reason`` without what names the applicant: what is in it is there for ever.
    """
    application = _held(application_id, version)
    if status == Status.SUBMITTED:
        return _submit(application, by)
    _check_move(application, status)
    was, application.status = application.status, status
    with personal_words(set(words_of(application.personal, personal=True))):
        said = {"from": was, "to": status, "reason": redacted(reason), "by": by}
    put_in_trail(action="application.moved", subject=f"application:{application.pk}", content=said)
    return _saved(application)


@transaction.atomic
def assign(*, application_id: UUID, analyst: User | None, by: str, version: int | None = None) -> Application:
    """Say who looks at it; None: nobody does. ``by`` is in the trail, as with every change."""
    application = _held(application_id, version)
    application.assigned_analyst = analyst
    return _saved(application)


@transaction.atomic
def delete(*, application_id: UUID, by: str, version: int | None = None) -> None:
    """Take an application out of everybody's sight. Its row, its assessments and their decisions stay.

    What waited to be decided on is not decided on any more.
    """
    application = _held(application_id, version)
    application.deleted_at = now = timezone.now()
    Assessment.objects.filter(application=application, processing_status__in=WAITING).update(
        processing_status=Processing.FAILED, processing_error=DELETED, due_at=None, finished_at=now, updated_at=now
    )
    _saved(application)


@transaction.atomic
def note_host_left(*, application_id: UUID) -> Application:
    """The host's row of an application is not submitted any more."""
    application = _held(application_id, None)
    application.host_left = True
    return _saved(application)


@transaction.atomic
def hand_in_again(*, application_id: UUID, parts: Parts, by: str) -> Application:
    """What the host's row of an application holds now, submitted once more: it is assessed, however little has changed.

    Where information was missing, the application is submitted again; else its status stays. Raises as ``update``.
    """
    application = _held(application_id, None)
    if application.status not in ASSESSED:
        _check_move(application, Status.SUBMITTED)
        application.status, application.submitted_at = Status.SUBMITTED, timezone.now()
    application.host_left = False
    return _assessed(application, parts, by)


def _submit(application: Application, by: str) -> Application:
    _check_move(application, Status.SUBMITTED)
    application.status, application.submitted_at = Status.SUBMITTED, timezone.now()
    return _assessed(application, parts_of(application), by)


def _assessed(application: Application, parts: Parts, by: str) -> Application:
    use_case, _ = intake_named(application.use_case)
    kept, record = accepted(use_case, parts, draft=False)
    _put(application, kept)
    if asking.by_themselves():
        cause = Cause.HOST if application.host else Cause.SUBMITTED
        asking.ask(State(application, record), use_case=use_case, cause=cause, by=by)
    return _saved(application)


def _held(application_id: UUID, version: int | None) -> Application:
    """The application, locked until the end of the transaction."""
    found = queries.visible().select_for_update(of=("self",)).filter(pk=application_id).first()
    if found is None:
        raise ApplicationNotFoundError(f"no application has the id {application_id}")
    if version is not None and version != found.version:
        raise ApplicationConflictError(f"{found} was changed meanwhile: it is version {found.version} now")
    return found


def _check_move(application: Application, status: Status) -> None:
    if not may_follow(application.status, status):
        raise ApplicationConflictError(f"{application} is {application.status}, and cannot become {status}")


def parts_of(application: Application) -> Parts:
    """What it holds."""
    monitored = Monitored.objects.filter(application=application).first()
    return Parts(application.record, application.personal, {} if monitored is None else monitored.values)


def _put(application: Application, parts: Parts) -> None:
    application.record, application.personal = dict(parts.record), dict(parts.personal)
    if parts.monitored:
        Monitored.objects.update_or_create(application=application, defaults={"values": dict(parts.monitored)})
    else:
        Monitored.objects.filter(application=application).delete()


def _as_it_was(use_case: UseCase, old: Parts, new: Record) -> Record:
    try:
        return use_case.accept(old.record)
    except RecordRejected:  # an older declaration took it: what is new is all there is to go by
        return {}


def _saved(application: Application) -> Application:
    application.version += 1
    application.updated_at = timezone.now()
    application.save()
    return application
