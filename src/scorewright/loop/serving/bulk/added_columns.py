"""What stands beside a row in the result: the decision's own columns, under names that the file does not have."""

from collections.abc import Iterable, Mapping

DECIDED = (
    *("decision_id", "probability", "label", "score", "band", "risk"),
    *("confidence", "width", "needs_review", "model_version", "fallback"),
)
OF_A_KEPT_DECISION = "decision_id"
NEVER_NULL = ("probability", "label", "confidence", "needs_review", "model_version", "fallback")
PREFIX = "decision_"


def added_names(existing: Iterable[str], added: Iterable[str], prefix: str) -> Mapping[str, str]:
    """The name of each of ``added`` in a file with the columns ``existing``: ``prefix`` as often as it takes.

    >>> dict(added_names(["label", "age"], ["label", "score"], "decision_"))
    {'label': 'decision_label', 'score': 'score'}
    """
    taken = set(existing)
    names: dict[str, str] = {}
    for name in added:
        free = name
        while free in taken:
            free = prefix + free
        taken.add(free)
        names[name] = free
    return names
