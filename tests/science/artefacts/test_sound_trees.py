from collections.abc import Callable

import numpy as np
import onnx
import pytest
from onnx import NodeProto

from scorewright.science.artefacts.admission import ArtefactRefused, admit
from scorewright.science.artefacts.description import Feature
from scorewright.science.artefacts.graph import ENCODED, NUMBERS, Graph
from scorewright.science.artefacts.tree_ensembles import MeanOfTrees
from scorewright.science.artefacts.trees import gather, one_tree
from scorewright.science.table import Column


def two_stumps() -> bytes:
    stump = one_tree(
        feature=np.array([0, -1, -1]),
        threshold=np.zeros(3),
        missing_left=np.zeros(3),
        left=np.array([1, -1, -1]),
        right=np.array([2, -1, -1]),
        value=np.array([0, 0.2, 0.8]),
        leaf=np.array([False, True, True]),
        cover=np.array([10, 5, 5]),
    )
    graph = Graph([Column("a")])
    encoded = graph.add("Identity", NUMBERS, called=ENCODED)
    return graph.finish(MeanOfTrees(gather([stump, stump])).write(graph, encoded), [Feature("a", "a", 0.0)])


def altered(change: Callable[[NodeProto], object]) -> bytes:
    model = onnx.load_model_from_string(two_stumps())
    (trees,) = (node for node in model.graph.node if node.op_type == "TreeEnsembleRegressor")
    change(trees)
    return bytes(model.SerializeToString())


def test_admit__trees_of_ours__taken() -> None:
    admit(two_stumps())


@pytest.mark.parametrize(
    ("attribute", "node", "value"),
    [
        ("nodes_truenodeids", 3, 0),  # back to the root: a circle
        ("nodes_falsenodeids", 3, 0),
        ("nodes_falsenodeids", 0, 3),  # into the next tree
        ("nodes_falsenodeids", 0, 1),  # two ways to one node
        ("nodes_truenodeids", 0, -1),
        ("nodes_nodeids", 1, 2),
        ("nodes_treeids", 2, 1),
        ("nodes_treeids", 3, 1_000_000_000),
        ("nodes_featureids", 0, 1),  # there is one feature only
        ("nodes_featureids", 0, -1),
        ("target_nodeids", 0, 2),
        ("target_treeids", 0, 1),
        ("target_ids", 0, 1),
    ],
)
def test_admit__one_number_changed__refused(attribute: str, node: int, value: int) -> None:
    def change(trees: NodeProto) -> None:
        next(given for given in trees.attribute if given.name == attribute).ints[node] = value

    with pytest.raises(ArtefactRefused, match="do not lead onwards"):
        admit(altered(change))


@pytest.mark.parametrize(
    "attribute", ["nodes_truenodeids", "nodes_modes", "nodes_values", "nodes_featureids", "target_weights"]
)
def test_admit__attribute_left_out__refused(attribute: str) -> None:
    def change(trees: NodeProto) -> None:
        kept = [given for given in trees.attribute if given.name != attribute]
        del trees.attribute[:]
        trees.attribute.extend(kept)

    with pytest.raises(ArtefactRefused, match="do not lead onwards"):
        admit(altered(change))


@pytest.mark.parametrize(("attribute", "kind"), [("nodes_modes", "strings"), ("target_weights", "floats")])
def test_admit__list_cut_short__refused(attribute: str, kind: str) -> None:
    def change(trees: NodeProto) -> None:
        getattr(next(given for given in trees.attribute if given.name == attribute), kind).pop()

    with pytest.raises(ArtefactRefused, match="do not lead onwards"):
        admit(altered(change))


def test_admit__another_way_to_compare__refused() -> None:
    def change(trees: NodeProto) -> None:
        next(given for given in trees.attribute if given.name == "nodes_modes").strings[0] = b"BRANCH_GT"

    with pytest.raises(ArtefactRefused, match="do not lead onwards"):
        admit(altered(change))
