"""Decisions on the rows of files in the tallies of the process, among those of requests."""

import structlog

from scorewright.loop.serving.bulk.rejecting import RejectedRow
from scorewright.loop.serving.bulk.scoring import Scored
from scorewright.loop.serving.bulk.signs import NowAndThen
from scorewright.loop.serving.plan import Plan
from scorewright.loop.serving.tallies.published import published_tallies
from scorewright.loop.serving.tallies.tallies import TALLIES

_log = structlog.get_logger(__name__)


class Counting:
    """Counts what was kept, and publishes it now and then: nobody else does so in a worker."""

    def __init__(self, plan: Plan) -> None:
        use_case, fallback = plan.use_case.name, plan.use_case.fallback.version
        self._by_model = None if plan.model is None else TALLIES.decisions(use_case, plan.model.label, "model")
        self._by_fallback = TALLIES.decisions(use_case, fallback, "fallback")
        self._now_and_then = NowAndThen(publish)

    def count(self, scored: Scored, rejected: list[RejectedRow]) -> None:
        """The decisions of a chunk, and the rules that its other rows break."""
        if self._by_model is not None:
            self._by_model.add(len(scored) - len(scored.by_fallback))
        self._by_fallback.add(len(scored.by_fallback))
        for row in rejected:
            for problem in row.problems:
                TALLIES.rejected(problem.rule).add()
        self._now_and_then()


def publish() -> None:
    """Write what this process has counted; a full disk there is no reason to decide on nothing."""
    try:
        published_tallies().flush()
    except OSError as error:
        _log.warning("tallies_unwritten", error=str(error))
