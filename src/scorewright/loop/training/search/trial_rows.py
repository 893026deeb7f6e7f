"""Trials as rows of the tenant: a search goes on from them after an interruption, and several workers can share it."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from scorewright.loop.training.models import Trial as TrialRow
from scorewright.loop.training.models import TrialState
from scorewright.loop.training.search.trying import Tried
from scorewright.science.tuning.search import Proposal
from scorewright.science.tuning.trial import Ending, Trial

ABANDONED_AFTER = timedelta(minutes=1)
ENDINGS: Mapping[str, Ending] = {"complete": "complete", "pruned": "pruned", "failed": "failed"}


class InDatabase:
    """Trials as rows of the tenant; ``scope`` opens the short transaction of each call, such as ``acting`` does."""

    def __init__(self, scope: Callable[[], AbstractContextManager[object]]) -> None:
        self._scope = scope

    def ended(self, search: str) -> Mapping[int, Trial]:
        with self._scope():
            rows = list(TrialRow.objects.filter(search=search).exclude(state=TrialState.RUNNING))
        return {row.number: _trial(row) for row in rows}

    def claim(self, search: str, learner: str, proposal: Proposal) -> bool:
        parameters = dict(proposal.parameters)
        with self._scope():
            try:
                with transaction.atomic():
                    TrialRow.objects.create(
                        search=search, number=proposal.number, learner=learner, parameters=parameters
                    )
            except IntegrityError:
                abandoned = TrialRow.objects.filter(
                    search=search,
                    number=proposal.number,
                    state=TrialState.RUNNING,
                    created_at__lt=Now() - ABANDONED_AFTER,
                )
                return abandoned.update(created_at=Now()) > 0
        return True

    def keep(self, search: str, tried: Tried) -> None:
        trial = tried.trial
        with self._scope():
            TrialRow.objects.filter(search=search, number=trial.number, state=TrialState.RUNNING).update(
                state=trial.ending, folds=list(trial.folds), reason=trial.reason, seconds=tried.seconds
            )


def _trial(row: TrialRow) -> Trial:
    return Trial(row.number, row.parameters, ENDINGS[row.state], tuple(row.folds), row.reason)
