"""Deciding: check the record, answer, and keep the decision."""

import time
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from scorewright.declare.records import Record, accept_record
from scorewright.declare.use_case import UseCase
from scorewright.loop.notifications.actions import raise_alert, resolve_alerts
from scorewright.loop.notifications.models import Alert
from scorewright.loop.serving.answering import Answer, answer
from scorewright.loop.serving.models import Decision
from scorewright.loop.serving.stored_json import stored

FALLBACK_ALERT = "fallback_answers"


def decide(*, use_case: UseCase, raw: object, request_id: str = "") -> Decision:
    """Decide on a record as it came in JSON. Raises RecordRejected, and keeps nothing, where it breaks a rule."""
    return decide_accepted(
        use_case=use_case, raw=raw, record=accept_record(use_case.fields, raw), request_id=request_id
    )


@transaction.atomic
def decide_accepted(*, use_case: UseCase, raw: object, record: Record, request_id: str = "") -> Decision:
    """Decide on an accepted record and keep it with ``raw``, what it was accepted from."""
    started = time.perf_counter()
    found = answer(use_case, record)
    decision = Decision.objects.create(
        **asdict(found.verdict),
        use_case=use_case.name,
        request_id=request_id,
        record=stored(raw),
        features=found.features,
        model_version=found.model_version,
        version=found.version,
        threshold=use_case.decision.threshold,
        fallback=found.model_version is None,
        fallback_reason=found.fallback_reason[:300],
        at=timezone.now(),
        duration_ms=(time.perf_counter() - started) * 1000,
    )
    _tell(use_case, found)
    return decision


def _tell(use_case: UseCase, found: Answer) -> None:
    if found.model_version is None:
        raise_alert(
            kind=FALLBACK_ALERT,
            subject=use_case.name,
            message=f"{use_case.name} is answered by {found.version}: {found.fallback_reason}",
            severity=Alert.Severity.CRITICAL,
        )
    elif Alert.objects.filter(kind=FALLBACK_ALERT, subject=use_case.name, resolved_at=None).exists():
        resolve_alerts(kind=FALLBACK_ALERT, subject=use_case.name, now=timezone.now())
