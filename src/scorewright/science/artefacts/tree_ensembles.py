"""What trees answer together: the mean of their values, or the sigmoid of their sum."""

from dataclasses import dataclass

from scorewright.science.artefacts.graph import RAW, Graph
from scorewright.science.artefacts.tree_operator import write_sum
from scorewright.science.artefacts.trees import Trees

BASE, COUNT = "base of the boosted trees", "count of the trees"
# A sum of hundreds of probabilities in single precision is off by some 1e-6 of a probability, which a calibrator may
# magnify; sums of so few are not. Boosted trees add up much smaller numbers.
AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class MeanOfTrees:
    """P(y = 1) is the mean over the trees of the leaf's value: decision trees and forests."""

    trees: Trees

    def write(self, graph: Graph, features: str) -> str:
        """Add this model to ``graph``: from ``features`` (n, d) to probabilities (n, 1)."""
        sums = [write_sum(graph, part, features) for part in self.trees.parts(AT_ONCE)]
        total = graph.add("Sum", *sums) if len(sums) > 1 else sums[0]
        return graph.add("Div", total, graph.constant(float(self.trees.count), COUNT), called=RAW)


@dataclass(frozen=True, slots=True)
class BoostedTrees:
    """P(y = 1) = sigmoid(base + the sum over the trees of the leaf's value): gradient boosting."""

    trees: Trees
    base: float

    def write(self, graph: Graph, features: str) -> str:
        """Add this model to ``graph``: from ``features`` (n, d) to probabilities (n, 1)."""
        base = graph.constant(self.base, BASE)
        return graph.add("Sigmoid", graph.add("Add", write_sum(graph, self.trees, features), base, called=RAW))
