"""What a learner is: a name, its usual parameters, the features it wants, and how it learns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from scorewright.science.artefacts.graph import Graph
from scorewright.science.learners.encoding.recipe import Recipe
from scorewright.science.learners.limits import Limits
from scorewright.science.learners.search_space import SearchSpace, Value

Parameter = Value
Parameters = Mapping[str, Parameter]


WATCHED_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class Lesson:
    """What there is to learn from: n rows of d features.

    ``labels`` are 0 or 1, ``weights`` what each row counts, both (n,). ``monotone`` holds, for each feature, +1 where
    the probability may only rise with it, -1 where only fall, 0 where either. ``threads`` counts processor threads.
    ``watched_share`` of the rows tell a learner that grows when to stop.
    """

    features: NDArray[np.float64]
    labels: NDArray[np.int64]
    weights: NDArray[np.float64]
    monotone: tuple[int, ...]
    seed: int
    threads: int
    watched_share: float = WATCHED_SHARE

    @property
    def monotone_or_none(self) -> tuple[int, ...] | None:
        """``monotone``, or None where nothing is asked: some libraries take a slower path for zeros."""
        return self.monotone if any(self.monotone) else None

    @property
    def weights_or_none(self) -> NDArray[np.float64] | None:
        """``weights``, or None where all are 1: binning without weights is twenty times faster."""
        return None if (self.weights == 1).all() else self.weights


class Predictor(Protocol):
    """A fitted model as data, which writes itself into an ONNX graph: Linear, Dense, MeanOfTrees or BoostedTrees."""

    def write(self, graph: Graph, features: str) -> str:
        """Add this model to ``graph``: from ``features`` (n, d) to probabilities (n, 1)."""
        ...


@dataclass(frozen=True)
class Fitted:
    """What a learner has learnt, twice over: in its own library, and, once somebody asks, as data.

    ``probability`` asks the library: from features (n, d) to P(y = 1), shape (n,). ``as_data`` turns the model into
    data, and ``measure`` gives the library's own importance of each feature, shape (d,), at least 0 and on any scale,
    None where the learner has none. Both take time, which a search that only wants probabilities need not spend.
    """

    probability: Callable[[NDArray[np.float64]], NDArray[np.float64]]
    as_data: Callable[[], Predictor]
    measure: Callable[[], NDArray[np.float64] | None]

    @cached_property
    def predictor(self) -> Predictor:
        """The model as data."""
        return self.as_data()

    @cached_property
    def importance(self) -> NDArray[np.float64] | None:
        """What ``measure`` says."""
        return self.measure()


@dataclass(frozen=True, slots=True)
class Learner:
    """One learning algorithm. ``parameters`` holds all that may be changed, by the names of ``library``, and ``limits``
    what each may be.

    ``library`` is the module that trains it. It is large, and so loaded by whoever trains, not by whoever serves.
    ``space`` is what a search may change. ``patience`` names the parameter that counts the rounds without a gain on
    watched rows after which it stops; 0 there means that no rows are watched and all rounds are run.
    """

    name: str
    title: str
    library: str
    recipe: Recipe
    parameters: Parameters
    limits: Limits
    fit: Callable[[Lesson, Parameters], Fitted]
    space: SearchSpace = field(default_factory=dict)
    patience: str | None = None

    def with_changes(self, changes: Parameters) -> Parameters:
        """All parameters, with ``changes`` made. Raises ValueError for a name that the learner does not have, and for
        a value that its parameter cannot take.
        """
        if unknown := sorted(set(changes) - set(self.parameters)):
            raise ValueError(f"{self.name} has no parameter {', '.join(unknown)}; it has {', '.join(self.parameters)}")
        for name, value in changes.items():
            if not self.limits[name].holds(value):
                raise ValueError(f"{self.name}: {name} {self.limits[name].rule}")
        return {**self.parameters, **changes}


def positive_share(estimator: Any) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """The second column of ``estimator.predict_proba``, in float64."""

    def probability(features: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(estimator.predict_proba(features)[:, 1], dtype=np.float64)

    return probability
