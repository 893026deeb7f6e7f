"""Forgetting versions that never decided, and files that no version names any more."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import IntegrityError, connection, models, transaction

from scorewright.loop.registry.artefacts import ARTEFACTS
from scorewright.loop.registry.content_store import ContentUnusableError
from scorewright.loop.registry.holdouts import HOLDOUTS
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.tenancy.queries import tenants
from scorewright.loop.tenancy.scope import acting

KEPT = 10
MOST_AT_ONCE = 50
# A file is stored before the version that names it is committed.
SETTLED = timedelta(days=1)
_log = structlog.get_logger(__name__)


def forget_versions() -> list[str]:
    """Delete versions that are not among the last ten of their use case, were never active, and that nothing names.

    Decisions, considerations, trainings: whatever refers to a version and protects it keeps it. Each deletion is in the
    audit trail; at most 50 in one go. The names of those that were deleted.
    """
    forgotten: list[str] = []
    for version in _candidates():
        if len(forgotten) == MOST_AT_ONCE:
            break
        name = str(version)
        if not _is_named(version) and _deleted(version):
            forgotten.append(name)
    return forgotten


def _candidates() -> Iterator[ModelVersion]:
    for use_case in ModelVersion.objects.order_by().values_list("use_case", flat=True).distinct():
        newest = list(ModelVersion.objects.filter(use_case=use_case).order_by("-number").values_list("pk", flat=True))
        yield from ModelVersion.objects.filter(pk__in=newest[KEPT:], activated_at=None).order_by("number")


def _is_named(version: ModelVersion) -> bool:
    """Asked of each table by itself: a refused deletion would load every row that refers to the version."""
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: version}).exists()  # noqa: SLF001 - the default manager might hide rows
        for relation in ModelVersion._meta.related_objects  # noqa: SLF001 - Django's documented API
        if relation.on_delete is models.PROTECT
    )


def _deleted(version: ModelVersion) -> bool:
    try:
        with transaction.atomic():
            version.delete()
            connection.check_constraints()
    except IntegrityError:  # somebody has named it meanwhile
        return False
    return True


def forget_files(*, now: datetime, actor: str) -> int:
    """Remove artefacts and hold-outs, older than a day, that no version of any tenant names; how many."""
    named: set[str] = set()
    for tenant in tenants():
        named |= _named_by(tenant.pk, actor)
    removed = 0
    for store in (ARTEFACTS, HOLDOUTS):
        for address in set(store.addresses()) - named:
            try:
                if store.changed_at(address) > now - SETTLED:
                    continue
            except ContentUnusableError:  # gone already
                continue
            store.delete(address)
            _log.info("file_forgotten", noun=store.noun, address=address)
            removed += 1
    return removed


def _named_by(tenant_id: UUID, actor: str) -> set[str]:
    with acting(tenant_id, actor=actor):
        pairs = ModelVersion.objects.values_list("artefact_sha256", "holdout_sha256")
        return {address for pair in pairs for address in pair}
