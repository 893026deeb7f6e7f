"""The same training asked for twice under one key is begun once, as a decision is made once."""

from dataclasses import dataclass
from uuid import uuid5

from django.db import transaction

from scorewright.loop.retraining.asking import ask, run_under
from scorewright.loop.retraining.config import TrainingConfig
from scorewright.loop.retraining.models import TrainingRun
from scorewright.loop.serving.batch.idempotency import KeyUsedError, claim
from scorewright.loop.tenancy.scope import current_tenant_id


@dataclass(frozen=True)
class Asked:
    """``replayed`` says that the run was asked for before, under the same key."""

    run: TrainingRun
    replayed: bool


@transaction.atomic
def ask_once(*, config: TrainingConfig, by: str, reason: str, idempotency_key: str | None) -> Asked:
    """As ``ask``; with a key that was used before, the training of then, and its rows are not looked at again.

    Raises KeyInFlightError, KeyUsedError where another configuration was sent with the key, and as ``ask``.
    """
    if idempotency_key is not None:
        # Not as it came: so nobody can name the key of a training that the clock asks for.
        name = uuid5(current_tenant_id(), f"training/{idempotency_key}")
        claim(name)
        idempotency_key = str(name)
        if (known := run_under(idempotency_key)) is not None:
            _check_same(known, config)
            return Asked(known, replayed=True)
    return Asked(ask(config=config, by=by, reason=reason, idempotency_key=idempotency_key), replayed=False)


def _check_same(known: TrainingRun, config: TrainingConfig) -> None:
    if known.config != config.model_dump(mode="json"):
        raise KeyUsedError("Another training was asked for under this Idempotency-Key. Nothing was begun.")
