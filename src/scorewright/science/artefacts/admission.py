"""A model file that is not ours is not run."""

from collections.abc import Iterator

from google.protobuf.message import DecodeError
from onnx import AttributeProto, GraphProto, ModelProto, NodeProto, TensorProto, checker, load_model_from_string

from scorewright.science.artefacts.description import Description, from_metadata
from scorewright.science.artefacts.graph import TREES_AND_LABELS, expected_inputs, expected_outputs
from scorewright.science.artefacts.sound_trees import are_sound

LARGEST_BYTES = 512 * 1024 * 1024
DOMAINS = frozenset({"", "ai.onnx", TREES_AND_LABELS})


class ArtefactRefused(ValueError):  # noqa: N818 - a verdict, named as it is spoken of
    """The bytes are no model file that we run; the message says why."""


def admit(content: bytes, *, largest_bytes: int = LARGEST_BYTES) -> ModelProto:
    """Parse ``content``, or raise ArtefactRefused.

    Refused is what is not ONNX, is larger than ``largest_bytes``, points to data outside itself, uses operators other
    than the standard's own, holds functions, branches, loops or trees that go in circles, which we never write, or has
    inputs and outputs that are not those its metadata describe.
    """
    if len(content) > largest_bytes:
        raise ArtefactRefused(f"the model file has {len(content)} bytes, more than {largest_bytes}")
    try:
        model: ModelProto = load_model_from_string(content)
    except DecodeError as error:
        raise ArtefactRefused("the bytes are not an ONNX model") from error
    _refuse_foreign(model)
    try:
        checker.check_model(content)
    except (checker.ValidationError, ValueError) as error:  # ValueError: names that are not UTF-8
        raise ArtefactRefused(f"the bytes are not a valid ONNX model: {error}") from error
    description = _refuse_misdescribed(model)
    if not are_sound(model, len(description.features)):
        raise ArtefactRefused("the model holds trees that do not lead onwards from node to node as ours do")
    return model


def _refuse_foreign(model: ModelProto) -> None:
    domains = {used.domain for used in model.opset_import} | {node.domain for node in model.graph.node}
    if foreign := sorted(str(domain) for domain in domains - DOMAINS):  # bytes where it is not UTF-8
        raise ArtefactRefused(f"the model uses operators of {', '.join(foreign)}, which are not ONNX's own")
    if model.functions or model.training_info:
        raise ArtefactRefused("the model holds functions or training steps")
    if any(attribute.HasField("g") or attribute.graphs for attribute in _attributes(model.graph)):
        raise ArtefactRefused("the model holds branches or loops")
    if any(tensor.external_data or tensor.data_location == TensorProto.EXTERNAL for tensor in _tensors(model.graph)):
        raise ArtefactRefused("the model points to data outside its file")


def _refuse_misdescribed(model: ModelProto) -> Description:
    try:
        description = from_metadata({entry.key: entry.value for entry in model.metadata_props})
    except ValueError as error:
        raise ArtefactRefused(str(error)) from error
    for kind, found, expected in (
        ("inputs", model.graph.input, expected_inputs(description)),
        ("outputs", model.graph.output, expected_outputs(description)),
    ):
        if list(found) != expected:
            names = ", ".join(tensor.name for tensor in expected)
            raise ArtefactRefused(f"the model's {kind} are not those that its metadata describe: {names}")
    return description


def _attributes(graph: GraphProto) -> Iterator[AttributeProto]:
    nodes: list[NodeProto] = list(graph.node)
    for node in nodes:
        yield from node.attribute


def _tensors(graph: GraphProto) -> Iterator[TensorProto]:
    yield from graph.initializer
    sparse = list(graph.sparse_initializer)
    for attribute in _attributes(graph):
        yield attribute.t
        yield from attribute.tensors
        sparse += [attribute.sparse_tensor, *attribute.sparse_tensors]
    for tensor in sparse:
        yield tensor.values
        yield tensor.indices
