"""What a training says in the log and the warnings of its job, in a few lines."""

from collections.abc import Iterator, Sequence

from scorewright.loop.training.actions import Registered
from scorewright.science.metrics.catalogue import METRICS
from scorewright.science.quality.finding import Finding

MOST_WARNINGS = 20


def lines_of(registered: Registered) -> Iterator[str]:
    """The rows, how each learner did on the folds, the best of them first, and the version that came of it."""
    trained, best = registered.trained, registered.best
    rows, apart = len(trained.data.labels), len(trained.split.test)
    yield f"{rows} rows from {trained.data.source}; {apart} of them were set apart as the hold-out"
    metric = METRICS[trained.use_case.training.target_metric]
    means = {learner: found.mean for learner, found in trained.selection.items()}
    ranked = sorted(means, key=means.__getitem__, reverse=bool(metric.greater_is_better))
    yield f"{metric.name}, mean of the folds: {', '.join(f'{learner} {means[learner]:.4f}' for learner in ranked)}"
    if best is None:
        yield "no learner gave a version"
        return
    value = best.metrics[metric.name]["value"]
    figure = "no value" if value is None else f"{value:.4f}"
    yield f"the best is {best.label} ({best.algorithm}): {metric.name} {figure} on the hold-out"


def warnings_of(findings: Sequence[Finding]) -> Iterator[str]:
    """Those of the data-quality report that did not stop the training."""
    messages = [finding.message for finding in findings if finding.severity == "warning"]
    yield from messages[:MOST_WARNINGS]
    if len(messages) > MOST_WARNINGS:
        yield f"{len(messages) - MOST_WARNINGS} more warnings are in the data-quality report of each version."
