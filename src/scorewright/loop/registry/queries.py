"""Reading the registry."""

from uuid import UUID

from django.db.models import QuerySet

from scorewright.loop.registry.models import ModelVersion, Status


class VersionNotFoundError(LookupError):
    """There is no such model version, or it is another tenant's."""


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


def selected(use_case: str, *, status: str | None = None, number: int | None = None) -> ModelVersion | None:
    """The version with ``number``, or else the newest of ``status``, by default the one in production.

    None where nothing is in production. Raises VersionNotFoundError where anything else was asked for and is not there.
    """
    if number is not None:
        found = version_numbered(use_case, number)
        if status is not None and found.status != status:
            raise VersionNotFoundError(f"{use_case} v{number} is {found.status}, not {status}")
        return found
    if status is None or status == Status.PRODUCTION:
        return production(use_case)
    newest = ModelVersion.objects.filter(use_case=use_case, status=status).order_by("-number").first()
    if newest is None:
        raise VersionNotFoundError(f"{use_case} has no version that is {status}")
    return newest
