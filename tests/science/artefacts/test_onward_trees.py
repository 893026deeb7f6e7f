import numpy as np
import onnx
import pytest

from scorewright.science.artefacts.admission import ArtefactRefused, admit
from scorewright.science.artefacts.graph import Graph
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
    )
    graph = Graph([Column("a")])
    return graph.finish(MeanOfTrees(gather([stump, stump])).write(graph, "a"))


def test_admit__trees_of_ours__taken() -> None:
    admit(two_stumps())


@pytest.mark.parametrize("attribute", ["nodes_truenodeids", "nodes_falsenodeids"])
def test_admit__branch_that_leads_back__refused(attribute: str) -> None:
    model = onnx.load_model_from_string(two_stumps())
    (trees,) = (node for node in model.graph.node if node.op_type == "TreeEnsembleRegressor")
    next(given for given in trees.attribute if given.name == attribute).ints[3] = 0
    with pytest.raises(ArtefactRefused, match="do not lead onwards"):
        admit(model.SerializeToString())


@pytest.mark.parametrize("attribute", ["nodes_truenodeids", "nodes_modes"])
def test_admit__attribute_left_out__refused(attribute: str) -> None:
    model = onnx.load_model_from_string(two_stumps())
    (trees,) = (node for node in model.graph.node if node.op_type == "TreeEnsembleRegressor")
    kept = [given for given in trees.attribute if given.name != attribute]
    del trees.attribute[:]
    trees.attribute.extend(kept)
    with pytest.raises(ArtefactRefused, match="do not lead onwards"):
        admit(model.SerializeToString())
