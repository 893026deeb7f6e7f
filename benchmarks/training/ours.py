"""Scorewright's side: all learners at once, and the best of each fitted on all rows."""

import time

from benchmarks.training.contest import Contest, Found, Side
from scorewright.declare.training import Training, Tuning
from scorewright.loop.training.cross_validation import fit
from scorewright.loop.training.processes.ground import Ground
from scorewright.loop.training.processes.workers import workers
from scorewright.loop.training.search.keeping import InMemory
from scorewright.loop.training.search.tuning import tune, with_best
from scorewright.science.metrics.ranking import roc_auc


def ours(contest: Contest) -> Side:
    """Tune and fit all learners; they are measured outside of the seconds that count."""
    rows, learners = contest.rows, contest.learners
    tuning = Tuning(method="bayesian", iterations=contest.iterations)
    plan = Training(learners=tuple(learners), folds=len(contest.folds), tuning=tuning)
    ground = Ground(rows.table, rows.labels, contest.folds, plan, 0.5)
    started = time.perf_counter()
    with workers(ground, processes=contest.processes) as pool:
        tuned = tune(pool, ground, learners, keeper=InMemory(), processes=contest.processes, on_trial=_silently)
    best = with_best(plan, tuned)
    models = {learner: fit(learner, best, rows.table, rows.labels) for learner in learners}
    seconds = time.perf_counter() - started
    found = []
    for learner, model in models.items():
        trials, chosen = tuned[learner].trials, tuned[learner].best
        if chosen is None:
            raise RuntimeError(f"no trial of {learner} was completed: {trials[0].reason}")
        score = roc_auc(contest.fresh.labels, model.probability(contest.fresh.table))
        found.append(Found(learner, chosen.score, score or 0.0, sum(len(trial.folds) for trial in trials) + 1))
    return Side(tuple(found), seconds)


def _silently(done: int, total: int) -> None:
    """Nobody watches."""
