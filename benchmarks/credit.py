"""``python -m benchmarks.credit``: how near the credit models come to what can be known, as one line of JSON.

Of each simulated lender the true probabilities are known, and so is the best ROC-AUC that anybody could reach. Models
are trained as the service trains them, on histories of ``--rows`` of which a quarter is the hold-out, and rank
applicants of another seed. What the job title adds is told by the same training without the four features that are made
of it; what employment adds, without tenure and payroll deduction as well.
"""

import argparse
import json
import os
import sys
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from time import perf_counter
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scorewright.project.settings")

import django
import numpy as np
from numpy.typing import NDArray

from scorewright.declare.feature_plan import FeaturePlan
from scorewright.declare.features import feature_table
from scorewright.declare.training import FeatureSelection
from scorewright.science.artefacts.running import load
from scorewright.science.metrics.ranking import expected_roc_auc
from scorewright.science.table import Table
from scorewright.usecases.credit.applicants import BANK, MICROFINANCE, Lender
from scorewright.usecases.credit.features import FEATURES, OF_WORK
from scorewright.usecases.credit.usecase import USE_CASE, history_of
from scorewright.usecases.credit.world import Applications, records

LENDERS = {"bank": BANK, "microfinance": MICROFINANCE}
LAST_MONTH, MONTHS, ANOTHER_SEED = -6, 3, 7
AIM = 0.97
EMPLOYMENT = {feature.name for feature in OF_WORK} | {"emp_length_encoded", "payroll_deduction"}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.credit", description=__doc__)
    parser.add_argument("--rows", type=int, default=40_000, help="applications in the history of each lender")
    parser.add_argument("--applicants", type=int, default=12_000, help="who are ranked, of each lender")
    options = parser.parse_args()
    django.setup()
    started = perf_counter()
    found = {name: measure(lender, options.rows, options.applicants) for name, lender in LENDERS.items()}
    champion = USE_CASE.training.champion
    share = min(one["learners"][champion]["auc_share_of_attainable"] for one in found.values())
    answer = {
        "auc_share_of_attainable": share,
        "aim": AIM,
        "champion": champion,
        "rows": options.rows,
        "lenders": found,
        "seconds": round(perf_counter() - started, 1),
    }
    print(json.dumps(answer))
    return 0 if share >= AIM else 1


def measure(lender: Lender, rows: int, applicants: int) -> Mapping[str, Any]:
    """What can be attained at ``lender``, and what each learner reaches of it, with features of work and without."""
    table, probability = strangers(lender, applicants)
    attainable = expected_roc_auc(probability, probability)
    reached = trained(lender, rows, table, probability, without=frozenset())
    less = trained(lender, rows, table, probability, without=frozenset(feature.name for feature in OF_WORK))
    least = trained(lender, rows, table, probability, without=EMPLOYMENT)
    return {
        "attainable_roc_auc": round(attainable, 4),
        "learners": {
            name: {
                "roc_auc": round(area, 4),
                "auc_share_of_attainable": round((area - 0.5) / (attainable - 0.5), 4),
                "added_by_title": round(area - less[name], 4),
                "added_by_employment": round(area - least[name], 4),
            }
            for name, area in reached.items()
        },
    }


def trained(
    lender: Lender, rows: int, table: Table, probability: NDArray[np.float64], *, without: AbstractSet[str]
) -> Mapping[str, float]:
    """Of each learner, trained by the service, the ROC-AUC that is to be expected among strangers."""
    from scorewright.loop.training.actions import fit  # noqa: PLC0415 -- after Django is set up

    names = tuple(feature.name for feature in FEATURES if feature.name not in without)
    # Folds choose the learner, whom the use case has chosen already.
    training = replace(USE_CASE.training, folds=2, selection=FeatureSelection(method="manual", names=names))
    found = fit(use_case=replace(USE_CASE, training=training), dataset=history_of(lender, rows=rows))
    return {
        model.learner: expected_roc_auc(load(model.content).probability(table), probability) for model in found.finished
    }


def strangers(lender: Lender, count: int) -> tuple[Table, NDArray[np.float64]]:
    """Features of so many applicants whom no model has seen, and the true probability of each."""
    plan, rows, probabilities = FeaturePlan(USE_CASE), [], []
    world = Applications(lender, ANOTHER_SEED, 1)
    for month in range(LAST_MONTH - MONTHS + 1, LAST_MONTH + 1):
        drawn = world.drawn(month, count // MONTHS)
        rows += [plan.compute(USE_CASE.accept(record)) for record in records(month, drawn)]
        probabilities.append(drawn.probability)
    return feature_table(USE_CASE.features, rows), np.concatenate(probabilities)


if __name__ == "__main__":
    sys.exit(main())
