"""Reading what was activated and considered."""

from uuid import UUID

from django.db.models import QuerySet

from scorewright.loop.deployment.models import Consideration
from scorewright.loop.registry import queries


def considerations(version_id: UUID) -> QuerySet[Consideration]:
    """Of one version, the newest first. Raises VersionNotFoundError."""
    version = queries.version(version_id)
    return Consideration.objects.filter(version=version).select_related("version", "champion")
