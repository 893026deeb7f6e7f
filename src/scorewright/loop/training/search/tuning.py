"""Searches for the parameters of all learners at once: the processes of the pool never wait for one of them."""

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field, replace
from importlib.metadata import version

from scorewright.declare.training import Training
from scorewright.loop.training.processes.ground import Ground
from scorewright.loop.training.search.keeping import Keeper
from scorewright.loop.training.search.trying import Tried, attempt
from scorewright.science.learners.catalogue import LEARNERS
from scorewright.science.learners.search_space import Choices, SearchSpace
from scorewright.science.metrics.catalogue import METRICS
from scorewright.science.tuning.search import Proposal, Search
from scorewright.science.tuning.trial import Trial, best_of

TICK_SECONDS = 2.0
LIBRARIES = ("scorewright", "optuna", "scikit-learn", "xgboost-cpu", "lightgbm", "numpy")


@dataclass(frozen=True)
class Tuned:
    """What the search for one learner found: all its trials, and the best, None where none was completed."""

    learner: str
    trials: tuple[Trial, ...]
    best: Trial | None

    def told(self) -> dict[str, object]:
        """As JSON, for whoever reads of the version that came of it."""
        endings = [trial.ending for trial in self.trials]
        return {
            "trials": len(endings),
            **{ending: endings.count(ending) for ending in ("complete", "pruned", "failed")},
            "best_trial": None if self.best is None else self.best.number,
            "best_mean": None if self.best is None else self.best.score,
        }


def tune(
    pool: Executor,
    ground: Ground,
    learners: Sequence[str],
    *,
    keeper: Keeper,
    processes: int,
    on_trial: Callable[[int, int], None],
    clock: Callable[[], float] = time.monotonic,
) -> dict[str, Tuned]:
    """Search for the parameters of ``learners`` on ``ground``, which every process of ``pool`` holds.

    ``on_trial`` is told how many trials of how many have ended, after each and at least every two seconds; what it
    raises stops the search. No trial is begun when the plan's seconds have passed.
    """
    seconds = ground.plan.tuning.seconds
    deadline = None if seconds is None else clock() + seconds
    work = _Work(pool, ground, [_Searched.of(ground, learner) for learner in learners], keeper, processes)
    try:
        while work.goes_on(late=deadline is not None and clock() >= deadline):
            on_trial(work.done, work.total)
    finally:
        work.cancel()
    on_trial(work.done, work.done)
    greater = METRICS[ground.plan.target_metric].greater_is_better is True
    found = {one.learner: tuple(one.ended[number] for number in sorted(one.ended)) for one in work.searched}
    return {name: Tuned(name, trials, best_of(trials, greater_is_better=greater)) for name, trials in found.items()}


def with_best(plan: Training, tuned: Mapping[str, Tuned]) -> Training:
    """``plan`` with the best parameters found; a learner without a completed trial keeps what it had."""
    best = {name: one.best.parameters for name, one in tuned.items() if one.best is not None}
    changed = {name: {**plan.parameters.get(name, {}), **found} for name, found in best.items()}
    return replace(plan, parameters={**plan.parameters, **changed})


def search_for(plan: Training, learner: str) -> Search:
    """The search that ``plan`` asks for: what the plan itself says of a parameter is not searched."""
    space = _space(plan, learner)
    usual = LEARNERS[learner].with_changes(plan.parameters_of(learner))
    return Search(
        method=plan.tuning.method,
        space=space,
        usual={name: usual[name] for name in space},
        iterations=plan.tuning.iterations,
        seed=plan.seed,
        greater_is_better=METRICS[plan.target_metric].greater_is_better is True,
    )


def digest(ground: Ground, learner: str) -> str:
    """SHA-256 over all that the trials of ``learner`` depend on, save how many there are to be."""
    plan, search = ground.plan, search_for(ground.plan, learner)
    told = (
        learner,
        sorted(LEARNERS[learner].with_changes(plan.parameters_of(learner)).items()),
        (search.method, sorted(search.space.items()), search.seed),
        (plan.target_metric, plan.imbalance, plan.calibration, plan.selection, ground.threshold),
        (plan.watched_share, plan.scale_features),
        [(library, version(library)) for library in LIBRARIES],
    )
    parts = [repr(told).encode(), ground.table.fingerprint().encode(), ground.labels.tobytes()]
    if ground.weights is not None:
        parts.append(ground.weights.astype("<f8").tobytes())
    for fold in ground.folds:
        parts += [fold.train.astype("<i8").tobytes(), fold.test.astype("<i8").tobytes()]
    return hashlib.sha256(b"\x1e".join(parts)).hexdigest()


def _space(plan: Training, learner: str) -> SearchSpace:
    # Where only the order of the rows counts, or the classes are balanced already, moving the level is chance.
    moves = METRICS[plan.target_metric].needs != "order" and plan.imbalance == "none"
    fixed = plan.parameters_of(learner)
    return {
        name: part
        for name, part in LEARNERS[learner].space.items()
        if name not in fixed and (moves or not (isinstance(part, Choices) and part.moves_level))
    }


@dataclass
class _Searched:
    learner: str
    search: Search
    digest: str
    ended: dict[int, Trial] = field(default_factory=dict)
    begun: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, ground: Ground, learner: str) -> "_Searched":
        return cls(learner, search_for(ground.plan, learner), digest(ground, learner))

    def waiting(self) -> list[Proposal]:
        return [one for one in self.search.proposals(self.ended) if one.number not in self.begun]


@dataclass
class _Work:
    """The trials that run, no more than there are processes, and a few that wait for one of them."""

    pool: Executor
    ground: Ground
    searched: list[_Searched]
    keeper: Keeper
    processes: int
    running: dict[Future[Tried], _Searched] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.searched:
            self._reload(one)

    @property
    def done(self) -> int:
        return sum(len(one.ended) for one in self.searched)

    @property
    def total(self) -> int:
        return sum(max(one.search.iterations, len(one.ended)) for one in self.searched)

    def goes_on(self, *, late: bool) -> bool:
        """Begin what can be begun, unless it is ``late``, and wait until a trial ends; False when all is over."""
        if not late:
            self._begin()
        if self.running:
            ended, _ = wait(self.running, timeout=TICK_SECONDS, return_when=FIRST_COMPLETED)
            for future in ended:
                self._end(future)
            return True
        if late or not any(one.waiting() for one in self.searched):
            return False
        time.sleep(TICK_SECONDS / 8)  # what is left is being tried elsewhere
        return True

    def cancel(self) -> None:
        for future in self.running:
            future.cancel()

    def _begin(self) -> None:
        for one in sorted(self.searched, key=lambda one: len(one.begun)):  # so that a short budget is shared
            for proposal in one.waiting():
                if len(self.running) > self.processes:
                    return
                if not self.keeper.claim(one.digest, one.learner, proposal):
                    self._reload(one)
                    continue
                one.begun.add(proposal.number)
                if proposal.known is None:
                    self.running[self.pool.submit(attempt, one.learner, proposal)] = one
                else:
                    self._keep(one, Tried(replace(proposal.known, number=proposal.number), 0.0))

    def _end(self, future: Future[Tried]) -> None:
        one = self.running.pop(future)
        self._keep(one, future.result())

    def _keep(self, one: _Searched, tried: Tried) -> None:
        self.keeper.keep(one.digest, tried)
        one.ended[tried.trial.number] = tried.trial

    def _reload(self, one: _Searched) -> None:
        limit = one.search.iterations
        one.ended.update({number: trial for number, trial in self.keeper.ended(one.digest).items() if number < limit})
