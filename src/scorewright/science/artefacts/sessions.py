"""ONNX Runtime on the processor."""

import onnxruntime
from onnx import GraphProto, ModelProto

from scorewright.science.artefacts.admission import ArtefactRefused

ERRORS_ONLY = 3
NO_NUMBER = "the model's answer is not a number: is a value infinite?"


def open_session(content: bytes, threads: int) -> onnxruntime.InferenceSession:
    """A session for an admitted model file. Raises ArtefactRefused where ONNX Runtime does not take it."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = ERRORS_ONLY
    try:
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's errors share no class of their own
        raise ArtefactRefused(f"ONNX Runtime does not take the model: {error}") from error


def with_outputs(model: ModelProto, *names: str) -> bytes:
    """``model`` with no other outputs than ``names``, and no more nodes than it takes to come to the last of them."""
    graph = model.graph
    nodes = list(graph.node)
    last = max(place for place, node in enumerate(nodes) if set(names) & set(node.output))
    part = ModelProto(ir_version=model.ir_version, opset_import=model.opset_import)
    outputs = [tensor for tensor in graph.output if tensor.name in names]
    part.graph.CopyFrom(
        GraphProto(
            name="part", node=nodes[: last + 1], initializer=graph.initializer, input=graph.input, output=outputs
        )
    )
    return bytes(part.SerializeToString())
