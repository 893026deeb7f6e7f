"""A request to take applications in that comes again under one Idempotency-Key: it made them once."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.db import transaction

from scorewright.loop.intake import queries
from scorewright.loop.intake.models import Application, KeyedRequest
from scorewright.loop.intake.refusals import ApplicationNotFoundError
from scorewright.loop.serving.batch.idempotency import check_same, claim
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.scope import current_scope


@dataclass(frozen=True)
class Key:
    """``key`` as the caller sent it; ``sha256`` of all that a request under it must repeat."""

    use_case: str
    key: str
    sha256: str

    @classmethod
    def of(cls, use_case: str, key: str, address: str, content: bytes) -> "Key":
        return cls(use_case, key, hashlib.sha256(address.encode() + b"\n" + content).hexdigest())

    @property
    def id(self) -> UUID:
        """Of the one request that there can be: of the tenant or, where applicants ask, of the person."""
        scope = current_scope()
        person = scope.user_id if scope.role == Role.APPLICANT else ""
        return uuid5(scope.tenant_id, f"{self.use_case}/applications/{person}/{self.key}")


@transaction.atomic
def once(key: Key, make: Callable[[], Sequence[Application]]) -> tuple[Sequence[Application], bool]:
    """What ``make`` makes, or has made under this key before, as it stands now; and whether it was before.

    Raises KeyInFlightError, KeyUsedError, and ApplicationNotFoundError where one of them was deleted since; then
    nothing is made.
    """
    claim(key.id)
    known = KeyedRequest.objects.filter(pk=key.id).first()
    if known is None:
        made = make()
        ids = [str(one.pk) for one in made]
        KeyedRequest.objects.create(pk=key.id, request_sha256=key.sha256, applications=ids)
        return made, False
    check_same(known.request_sha256, key.sha256)
    found = {str(one.pk): one for one in queries.applications(pk__in=known.applications)}
    if len(found) < len(known.applications):
        raise ApplicationNotFoundError("what was made under this Idempotency-Key was deleted since")
    return [found[one] for one in known.applications], True
