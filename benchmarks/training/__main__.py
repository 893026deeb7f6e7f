"""Both sides in one go, and one line of JSON.

``score`` and ``reference_score`` are the ROC-AUC on fresh applicants of the same simulator, which no search has seen,
averaged over the learners; ``bayes_score`` is what nobody can beat there.
"""

import argparse
import json
import os
import resource
from collections.abc import Sequence

import numpy as np

from benchmarks.training.applicants import applicants
from benchmarks.training.contest import Contest, Side
from benchmarks.training.ours import ours
from benchmarks.training.reference import reference
from scorewright.science.metrics.ranking import roc_auc
from scorewright.science.splits import stratified

LEARNERS = ("random_forest", "xgboost", "gradient_boosting", "logistic_regression", "neural_network")
ROWS, FRESH_ROWS, FOLDS, SEED = 1_000, 50_000, 5, 2026


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.training", description=__doc__)
    parser.add_argument("--iterations", type=int, default=50, metavar="N", help="trials a learner, of both sides")
    parser.add_argument("--processes", type=int, default=2, metavar="N")
    parser.add_argument("--learners", default=",".join(LEARNERS), metavar="A,B")
    parser.add_argument("--seed", type=int, default=SEED, metavar="N", help="of the applicants and the folds")
    given = parser.parse_args(arguments)
    learners = given.learners.split(",")
    rows, fresh = applicants(ROWS, given.seed), applicants(FRESH_ROWS, given.seed + 1)
    folds = stratified.folds(rows.labels, FOLDS, np.random.default_rng(given.seed))
    contest = Contest(rows, fresh, folds, learners, given.iterations, given.processes)
    start = _processor_seconds()
    own = ours(contest)
    between = _processor_seconds()
    other, seconds = reference(contest)
    report = {
        "seconds": round(own.seconds, 1),
        "score": round(own.score, 4),
        "reference_seconds": round(other.seconds, 1),
        "reference_score": round(other.score, 4),
        "ratio": round(other.seconds / own.seconds, 1),
        "bayes_score": round(roc_auc(fresh.labels, fresh.chances) or 0.0, 4),
        "processor_seconds": round(between - start, 1),
        "load": round(os.getloadavg()[0], 1),
        "rows": ROWS,
        "folds": FOLDS,
        "iterations": given.iterations,
        "processes": given.processes,
        "learners": _by_learner(own, other, seconds),
    }
    print(json.dumps(report))


def _by_learner(own: Side, other: Side, seconds: dict[str, float]) -> dict[str, dict[str, float]]:
    return {
        mine.learner: {
            "score": round(mine.fresh_score, 4),
            "reference_score": round(theirs.fresh_score, 4),
            "folds_score": round(mine.folds_score, 4),
            "reference_folds_score": round(theirs.folds_score, 4),
            "fits": mine.fits,
            "reference_fits": theirs.fits,
            "reference_seconds": round(seconds[mine.learner], 1),
        }
        for mine, theirs in zip(own.found, other.found, strict=True)
    }


def _processor_seconds() -> float:
    """Of this process and of those that it has started and seen end."""
    used = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":  # the processes of the pools import this module as well
    main()
