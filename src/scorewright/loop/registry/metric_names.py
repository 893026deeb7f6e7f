"""The metrics as a person reads them: a name, what it says, and how its numbers are written."""

from collections.abc import Mapping
from types import MappingProxyType

COUNTS = frozenset({"rows", "positives"})
# Resampling within the classes holds these fixed, save the last, which it only raises.
WITHOUT_INTERVAL = COUNTS | {"positive_rate", "score_psi"}
NAMES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "roc_auc": ("ROC-AUC", "chance that a positive is ranked above a negative; 0.5 is guessing"),
        "average_precision": ("Average precision", "precision averaged over all recalls"),
        "precision_at_recall_80": ("Precision at 80 % recall", "right alarms, when four of five positives are found"),
        "ks": ("KS", "largest distance between positives and negatives"),
        "gini": ("Gini", "twice ROC-AUC, minus one"),
        "accuracy": ("Accuracy", "share of right labels"),
        "accuracy_gain": ("Accuracy gain", "accuracy above always saying the commoner class"),
        "precision": ("Precision", "share of positives among those labelled positive"),
        "negative_precision": ("Negative precision", "share of negatives among those labelled negative"),
        "recall": ("Recall", "share of positives that are found"),
        "false_positive_rate": ("False positive rate", "share of negatives labelled positive"),
        "f1": ("F1", "harmonic mean of precision and recall"),
        "brier": ("Brier score", "mean squared error of the probability; lower is better"),
        "brier_gain": ("Brier gain", "improvement on always saying the base rate"),
        "log_loss": ("Log loss", "punishes confident mistakes; lower is better"),
        "calibration_slope": ("Calibration slope", "1 is right; below 1 is over-confident"),
        "calibration_intercept": ("Calibration intercept", "0 is right; below 0 says too high"),
        "expected_calibration_error": ("Expected calibration error", "mean distance of said from seen share"),
        "rows": ("Rows", "of the hold-out"),
        "positives": ("Positives", "of the hold-out"),
        "positive_rate": ("Positive rate", "base rate of the hold-out"),
        "lowest_group_roc_auc": (
            "Lowest group ROC-AUC",
            "of the group, of those large enough, that is ranked worst",
        ),
        "score_psi": ("Score PSI", "how far probabilities moved from training rows to hold-out; 0 is not at all"),
    }
)


def metric_label(name: str) -> str:
    """What people call the metric.

    >>> metric_label("roc_auc"), metric_label("lift_at_10")
    ('ROC-AUC', 'Lift at 10')
    """
    return NAMES[name][0] if name in NAMES else name.replace("_", " ").capitalize()


def metric_meaning(name: str) -> str:
    """What the metric says, in a few words; empty for one that is not known here."""
    return NAMES[name][1] if name in NAMES else ""


def metric_number(name: str, value: float | None) -> str:
    """The value as people read it.

    >>> metric_number("roc_auc", 0.84899), metric_number("rows", 1761.0), metric_number("precision", None)
    ('0.849', '1,761', 'n/a')
    """
    if value is None:
        return "n/a"
    return f"{value:,.0f}" if name in COUNTS else f"{value:.3f}"


def metric_interval(name: str, low: float | None, high: float | None) -> str:
    """The ends of the interval, or "n/a" where there is none.

    >>> metric_interval("roc_auc", 0.8352, 0.8621), metric_interval("rows", 1761.0, 1761.0)
    ('[0.835, 0.862]', 'n/a')
    """
    if low is None or high is None or name in WITHOUT_INTERVAL:
        return "n/a"
    return f"[{low:.3f}, {high:.3f}]"
