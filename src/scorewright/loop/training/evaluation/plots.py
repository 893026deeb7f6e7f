"""The figures of an evaluation, kept by their content."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from scorewright.declare.use_case import UseCase
from scorewright.loop.registry.content_store import ContentStore, ContentUnusableError
from scorewright.loop.registry.holdouts import Holdout
from scorewright.loop.registry.metric_names import metric_label
from scorewright.loop.training.evaluation.findings import Findings
from scorewright.science.plots.calibration_curve import calibration_curve
from scorewright.science.plots.confusion_matrix import confusion_matrix
from scorewright.science.plots.feature_importance import Importances, feature_importance
from scorewright.science.plots.precision_recall_curve import precision_recall_curve
from scorewright.science.plots.roc_curve import roc_curve
from scorewright.science.plots.sample import Sample
from scorewright.science.plots.score_distribution import score_distribution


class PlotUnusableError(ContentUnusableError):
    """The figure is missing or cannot be read, or its bytes are not those that were drawn."""


PLOTS = ContentStore("default", folder="plots/", ending=".png", noun="plot", error=PlotUnusableError)

# By the name in its address: what a screen reader says of it, in the order of a page.
TITLES: Mapping[str, str] = MappingProxyType(
    {
        "confusion_matrix": "Labels against outcomes",
        "roc_curve": "ROC curve",
        "precision_recall_curve": "Precision and recall",
        "calibration": "Calibration",
        "score_distribution": "Probabilities by outcome",
        "feature_importance": "Importance of the features",
    }
)
UNITS = {"log_odds": "log odds", "probability": "probability"}


def drawn(use_case: UseCase, holdout: Holdout, findings: Findings) -> dict[str, bytes]:
    """Every figure as PNG, by its name."""
    threshold, metrics = findings.threshold, findings.metrics
    sample = Sample(
        holdout.labels,
        holdout.probabilities,
        outcome=use_case.outcome.name,
        positive=str(use_case.outcome.positive),
        negative=str(use_case.outcome.negative),
    )
    figures: Mapping[str, Callable[[], bytes]] = {
        "confusion_matrix": lambda: confusion_matrix(sample, threshold=threshold),
        "roc_curve": lambda: roc_curve(sample, auc=metrics["roc_auc"], threshold=threshold),
        "precision_recall_curve": lambda: precision_recall_curve(
            sample, average_precision=metrics["average_precision"], threshold=threshold
        ),
        "calibration": lambda: calibration_curve(sample, slope=metrics["calibration_slope"]),
        "score_distribution": lambda: score_distribution(sample, ks=metrics["ks"], threshold=threshold),
        "feature_importance": lambda: feature_importance(_importances(findings)),
    }
    return {name: figures[name]() for name in TITLES}


def _importances(findings: Findings) -> Importances:
    found = findings.importance
    return Importances(
        metric_label(found.metric),
        found.permuted,
        found.rows,
        found.native,
        found.contributions.mean_absolute,
        UNITS[found.contributions.unit],
    )
