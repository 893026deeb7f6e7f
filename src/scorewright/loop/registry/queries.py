"""Reading the registry."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from scorewright.loop.registry.models import ModelVersion, Status, VersionStatus


class VersionNotFoundError(LookupError):
    """There is no such model version, or it is another tenant's."""


class AmbiguousVersionError(LookupError):
    """Several versions have the status that was asked for, and no more was said."""


class StatusNotFoundError(LookupError):
    """There is no such status in the history of a version, or it is another tenant's."""


def versions(*, use_case: str | None = None, status: str | None = None) -> QuerySet[ModelVersion]:
    """Model versions with their gates, by use case, the newest first."""
    found = ModelVersion.objects.prefetch_related("gates")
    if use_case is not None:
        found = found.filter(use_case=use_case)
    return found if status is None else found.filter(status=status)


def version(version_id: UUID) -> ModelVersion:
    """The version with this id. Raises VersionNotFoundError."""
    try:
        return ModelVersion.objects.get(pk=version_id)
    except ModelVersion.DoesNotExist:
        raise VersionNotFoundError(f"no model version has the id {version_id}") from None


def version_numbered(use_case: str, number: int) -> ModelVersion:
    """The version of ``use_case`` with this number. Raises VersionNotFoundError."""
    try:
        return ModelVersion.objects.get(use_case=use_case, number=number)
    except ModelVersion.DoesNotExist:
        raise VersionNotFoundError(f"{use_case} has no version v{number}") from None


def production(use_case: str) -> ModelVersion | None:
    """The version that decides, or None."""
    return ModelVersion.objects.filter(use_case=use_case, status=Status.PRODUCTION).first()


def statuses() -> QuerySet[VersionStatus]:
    """What versions were and are, the newest first; ``active`` tells the one that each has now."""
    later = VersionStatus.objects.filter(version=OuterRef("version"), number__gt=OuterRef("number"))
    found = VersionStatus.objects.select_related("version").annotate(active=~Exists(later))
    return found.order_by("-at", "-number", "-id")


def status_entry(status_id: UUID) -> VersionStatus:
    """The row of the history with this id. Raises StatusNotFoundError."""
    try:
        return statuses().get(pk=status_id)
    except VersionStatus.DoesNotExist:
        raise StatusNotFoundError(f"no status has the id {status_id}") from None


def active_status(version_id: UUID) -> VersionStatus:
    """What the version is now: every version has a status."""
    return statuses().filter(version=version_id).order_by("-number")[0]


def with_active_status() -> QuerySet[ModelVersion]:
    """Model versions with their ``active_status``: the last of their history."""
    last = VersionStatus.objects.filter(version=OuterRef("pk")).order_by("-number")
    return ModelVersion.objects.annotate(active_status=Subquery(last.values("status")[:1]))


def with_status(status: str) -> QuerySet[ModelVersion]:
    """Versions whose active status this is. What decides is in production, and stays so while it is an arm too."""
    is_so = Q(active_status=status)
    return with_active_status().filter(is_so | Q(status=status) if status == Status.PRODUCTION else is_so)


def selected(
    use_case: str, *, status: str | None = None, number: int | None = None, sole: bool = False
) -> ModelVersion | None:
    """The version with ``number``, or else the newest of ``status``, by default the one in production.

    None where nothing is in production. Raises VersionNotFoundError where anything else was asked for and is not there,
    and AmbiguousVersionError where several have the status and it should be the ``sole`` one.
    """
    if number is not None:
        found = version_numbered(use_case, number)
        if status is not None and not with_status(status).filter(pk=found.pk).exists():
            told = active_status(found.pk).status
            raise VersionNotFoundError(f"{use_case} v{number} is {told}, not {status}")
        return found
    if status is None or status == Status.PRODUCTION:
        return production(use_case)
    newest = with_status(status).filter(use_case=use_case).order_by("-number")[:2]
    if not newest:
        raise VersionNotFoundError(f"{use_case} has no version that is {status}")
    if sole and len(newest) > 1:
        raise AmbiguousVersionError(f"{use_case} has several versions that are {status}: say which by its number")
    return newest[0]
