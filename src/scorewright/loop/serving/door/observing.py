"""What the hot path counts and times, bound to its labels once."""

from collections.abc import Sequence
from time import perf_counter

from scorewright.declare.errors import RecordRejected
from scorewright.loop.serving.decision_row import DecisionRow
from scorewright.loop.serving.plan import Seconds
from scorewright.loop.serving.tallies.tallies import TALLIES, Counter, Histogram


class Observer:
    """A thin hand between the door and the tallies of the process."""

    def __init__(self) -> None:
        stage = TALLIES.stage_seconds
        self.wait = stage("wait").observe
        self.decode = stage("decode").observe
        self.commit = stage("commit").observe
        self._features = stage("features").observe
        self._model = stage("model").observe
        self._policy = stage("policy").observe
        self._decisions: dict[tuple[str, str], Counter] = {}
        self._routes: dict[tuple[str, int], tuple[Counter, Histogram]] = {}

    def decided(self, seconds: Seconds) -> None:
        self._features(seconds.features)
        self._model(seconds.model)
        self._policy(seconds.policy)

    def kept(self, rows: Sequence[DecisionRow]) -> None:
        for row in rows:
            counter = self._decisions.get((row.use_case, row.version))
            if counter is None:
                counter = TALLIES.decisions(row.use_case, row.version, "fallback" if row.fallback else "model")
                self._decisions[(row.use_case, row.version)] = counter
            counter.value += 1

    def answered(self, route: str, status: int, begun: float) -> None:
        bound = self._routes.get((route, status))
        if bound is None:
            bound = TALLIES.requests(route, status), TALLIES.request_seconds(route)
            self._routes[(route, status)] = bound
        bound[0].value += 1
        bound[1].observe(perf_counter() - begun)

    def rejected(self, record: RecordRejected) -> None:
        for problem in record.problems:
            TALLIES.rejected(problem.rule).add()
