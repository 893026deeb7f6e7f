"""What an evaluation has found out about a version, and how a table keeps it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from scorewright.science.metrics.bootstrap import Interval
from scorewright.science.metrics.by_group import Group
from scorewright.science.metrics.reliability import ReliabilityBin
from scorewright.science.metrics.threshold import Confusion


@dataclass(frozen=True, kw_only=True)
class Contributions:
    """The mean size of what each column contributed to the answers for ``rows`` rows of the hold-out."""

    mean_absolute: Mapping[str, float]
    rows: int
    unit: Literal["log_odds", "probability"]
    method: Literal["linear", "tree_shap", "occlusion"]
    exact: bool


@dataclass(frozen=True, kw_only=True)
class Importance:
    """``permuted`` is the drop of ``metric`` on ``rows`` rows of the hold-out; ``native`` None where there is none."""

    metric: str
    permuted: Mapping[str, Interval]
    rows: int
    repeats: int
    native: Mapping[str, float] | None
    contributions: Contributions


@dataclass(frozen=True, kw_only=True)
class Findings:
    """All of it; ``largest_difference`` is between the kept probabilities and what the artefact answers today."""

    rows: int
    positives: int
    threshold: float
    seed: int
    largest_difference: float
    metrics: Mapping[str, Interval]
    confusion: Confusion
    calibration_bins: tuple[ReliabilityBin, ...]
    importance: Importance
    bands: Mapping[str, Group]
    groups: Mapping[str, Mapping[str, Group]]

    def to_json(self) -> dict[str, Any]:
        """As a table keeps it: what has an order is a list, since a database puts the members of an object in its own.

        A band or a group is an object with its ``name``.
        """
        groups = [{"field": field, "groups": _named(found)} for field, found in self.groups.items()]
        return {**asdict(self), "bands": _named(self.bands), "groups": groups}


def _named(groups: Mapping[str, Group]) -> list[dict[str, Any]]:
    return [{"name": name, **asdict(group)} for name, group in groups.items()]
