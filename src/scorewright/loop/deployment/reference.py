"""How models did when one replaced the other: what a guard holds the new one against, while outcomes are too few."""

from dataclasses import asdict
from typing import Any

import numpy as np

from scorewright.declare.guard import Guard
from scorewright.science.calibration.labelled_probabilities import Labels, Probabilities
from scorewright.science.experiments.arm import arm_of_values
from scorewright.science.experiments.decision_values import DECISION_METRICS
from scorewright.science.metrics.catalogue import METRICS
from scorewright.science.policy.thresholds import label

MEASURES = ("roc_auc", "average_precision", "brier", "log_loss", "calibration_slope")
QUANTILES = tuple(step / 10 for step in range(11))


def reference_statistics(
    labels: Labels,
    champion: Probabilities,
    challenger: Probabilities,
    *,
    threshold: float,
    metric: str,
    guard: Guard | None = None,
) -> dict[str, Any]:
    """Both models on the same rows, as JSON: metrics, share above the threshold, and deciles of the probability.

    ``guarded`` is the champion's arm by the metric of ``guard``, None where there is no guard.
    """

    def of(probabilities: Probabilities) -> dict[str, Any]:
        names = dict.fromkeys((metric, *MEASURES))
        return {
            "metrics": {name: METRICS[name].compute(labels, probabilities, threshold) for name in names},
            "selection_rate": float(np.mean(label(probabilities, threshold))),
            "deciles": np.quantile(probabilities, QUANTILES).round(6).tolist(),
        }

    return {
        "rows": len(labels),
        "positive_rate": float(np.mean(labels)),
        "threshold": threshold,
        "champion": of(champion),
        "challenger": of(challenger),
        "guarded": None if guard is None else _guarded(labels, champion, threshold, guard),
    }


def _guarded(labels: Labels, champion: Probabilities, threshold: float, guard: Guard) -> dict[str, Any]:
    values = DECISION_METRICS[guard.metric].values(labels, label(champion, threshold), champion)
    return asdict(arm_of_values("champion", values)) | {"metric": guard.metric}
