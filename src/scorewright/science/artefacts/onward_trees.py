"""Trees in a model file lead onwards, from each node to later ones: ONNX Runtime would walk a circle for ever."""

import numpy as np
from onnx import ModelProto, NodeProto

OPERATORS = frozenset({"TreeEnsemble", "TreeEnsembleClassifier", "TreeEnsembleRegressor"})
WRITTEN = "TreeEnsembleRegressor"


def leads_onwards(model: ModelProto) -> bool:
    """Whether every tree of ``model`` is written as we write them: a branch's children come after it."""
    return all(_leads_onwards(node) for node in model.graph.node if node.op_type in OPERATORS)


def _leads_onwards(node: NodeProto) -> bool:
    if node.op_type != WRITTEN:
        return False
    attributes = {attribute.name: attribute for attribute in node.attribute}
    names = ("nodes_nodeids", "nodes_truenodeids", "nodes_falsenodeids")
    own, left, right = (np.array(attributes[name].ints if name in attributes else ()) for name in names)
    modes = attributes["nodes_modes"].strings if "nodes_modes" in attributes else ()
    if not len(own) == len(left) == len(right) == len(modes):
        return False
    branch = np.array([mode != b"LEAF" for mode in modes], dtype=np.bool_)
    return bool(np.all(np.minimum(left, right)[branch] > own[branch]))
