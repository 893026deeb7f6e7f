"""Reading applications and their assessments, as far as the caller may."""

from uuid import UUID

from django.db.models import QuerySet

from scorewright.loop.intake.models import Application, Assessment, Batch
from scorewright.loop.intake.refusals import ApplicationNotFoundError, BatchNotFoundError
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.scope import current_scope

_LOOK_UPS = {
    "assigned_analyst": "assigned_analyst__username",
    "needs_manual_review": "assessment__needs_manual_review",
    "processing_status": "assessment__processing_status",
}


def visible() -> QuerySet[Application]:
    """What the caller may see, the newest first: an applicant what is theirs. Deleted ones are seen by nobody."""
    scope, found = current_scope(), Application.objects.filter(deleted_at=None)
    return found.filter(applicant_id=scope.user_id or -1) if scope.role == Role.APPLICANT else found


def application(application_id: UUID) -> Application:
    """The application with this id. Raises ApplicationNotFoundError."""
    found = visible().select_related("assessment", "applicant", "assigned_analyst").filter(pk=application_id).first()
    if found is None:
        raise ApplicationNotFoundError(f"no application has the id {application_id}")
    return found


def applications(**wanted: object) -> QuerySet[Application]:
    """Applications that fit what is ``wanted`` and not None, the newest first; see ``_LOOK_UPS`` for its names."""
    given = {_LOOK_UPS.get(name, name): value for name, value in wanted.items() if value is not None}
    return visible().select_related("assessment", "applicant", "assigned_analyst").filter(**given)


def history(application_id: UUID) -> QuerySet[Assessment]:
    """The assessments of an application, the newest first. Raises ApplicationNotFoundError."""
    return Assessment.objects.filter(application=application(application_id)).order_by("-id")


def batch(batch_id: UUID) -> Batch:
    """The batch with this id. Raises BatchNotFoundError."""
    found = Batch.objects.filter(pk=batch_id).first()
    if found is None:
        raise BatchNotFoundError(f"no batch has the id {batch_id}")
    return found
