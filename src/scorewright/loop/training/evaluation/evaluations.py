"""Reading evaluations and their figures."""

from collections.abc import Collection, Mapping
from uuid import UUID

from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.training.evaluation.model import Evaluation
from scorewright.loop.training.evaluation.plots import PLOTS, TITLES


class NotEvaluatedError(LookupError):
    """The version was not evaluated, or without figures."""


class UnknownPlotError(LookupError):
    """No figure has this name."""


def latest(version: ModelVersion) -> Evaluation | None:
    """The last evaluation of ``version``, or None."""
    return Evaluation.objects.filter(version=version).first()


def latest_of(versions: Collection[ModelVersion]) -> Mapping[UUID, Evaluation]:
    """The last evaluation of each of ``versions`` that was evaluated, by its id, in one question."""
    found = Evaluation.objects.filter(version__in=versions).order_by("version_id", "-created_at").distinct("version_id")
    return {evaluation.version_id: evaluation for evaluation in found}


def evaluation_of(version: ModelVersion) -> Evaluation:
    """The last evaluation of ``version``. Raises NotEvaluatedError."""
    found = latest(version)
    if found is None:
        raise NotEvaluatedError(f"{version} was not evaluated yet")
    found.version = version
    return found


def plot_of(version: ModelVersion, name: str) -> bytes:
    """The figure ``name`` of the last evaluation that drew figures, as PNG.

    Raises UnknownPlotError, NotEvaluatedError, and PlotUnusableError where its file is missing or altered.
    """
    if name not in TITLES:
        raise UnknownPlotError(f"no plot is named {name!r}; there are {', '.join(TITLES)}")
    found = Evaluation.objects.filter(version=version, plots__has_key=name).first()
    if found is None:
        raise NotEvaluatedError(f"{version} was not evaluated with plots yet")
    return PLOTS.fetch(found.plots[name])
