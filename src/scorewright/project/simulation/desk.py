"""The desk that asks the service: for decisions on whoever comes, and later what became of them is said."""

from collections.abc import Sequence
from datetime import datetime

from scorewright.client import Client, Decision
from scorewright.declare.simulation import Case
from scorewright.declare.use_case import UseCase
from scorewright.project.simulation.awaited import Awaited
from scorewright.project.simulation.diary import Month


class Desk:
    """Asks with a key that may decide and say outcomes, and no more."""

    def __init__(self, service: Client, use_case: UseCase) -> None:
        self._service = service
        self._use_case = use_case
        self._awaited = Awaited()

    def decide(self, cases: Sequence[Case], month: Month) -> None:
        """Ask about all of ``cases`` at once."""
        answers = self._service.decide_many(self._use_case.name, [case.record for case in cases])
        for case, answer in zip(cases, answers, strict=True):
            if not isinstance(answer, Decision):
                month.refused += 1
                continue
            month.decided += 1
            month.right += self._use_case.outcome.label(answer.label) == case.label
            month.served[answer.model_version] += 1
            self._awaited.expect(case, answer.decision_id, answer.at)

    def say(self, now: datetime, month: Month) -> None:
        """Say whatever has become known by ``now``."""
        if not (rows := self._awaited.due(now)):
            return
        verdicts = self._service.report_outcomes(rows)
        month.refused += sum(verdict.refused for verdict in verdicts)
        month.learnt += sum(not verdict.refused for verdict in verdicts)
