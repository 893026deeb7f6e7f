"""The elements of the input tensors of a request."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scorewright.loop.serving.door.inference.binary_data import elements_in
from scorewright.loop.serving.door.inference.bodies import InputTensor, bad_request
from scorewright.loop.serving.door.inference.datatypes import DATATYPES, Datatype, Element
from scorewright.loop.serving.door.replies import Refusal


@dataclass(frozen=True, slots=True)
class Tensor:
    """One element for each record; None where missing."""

    name: str
    datatype: Datatype
    elements: Sequence[Element]


def tensors(inputs: Sequence[InputTensor], binary: bytes) -> list[Tensor]:
    """The tensors of a request, in its order; ``binary`` is the data behind its JSON. Refuses what does not fit."""
    found: list[Tensor] = []
    at = 0
    for told in inputs:
        size = _binary_size(told)
        if at + size > len(binary):
            raise _wrong(told, "has more binary_data_size than there is binary data left")
        found.append(_tensor(told, binary[at : at + size]))
        at += size
    if at < len(binary):
        raise bad_request(f"{len(binary) - at} bytes of binary data belong to no tensor")
    return found


def _binary_size(told: InputTensor) -> int:
    size = told.parameters.get("binary_data_size")
    if size is None:
        if told.data is None:
            raise _wrong(told, "must have data, or binary_data_size and binary data behind the JSON")
        return 0
    if told.data is not None:
        raise _wrong(told, "must have data or binary_data_size, not both")
    if isinstance(size, bool) or not isinstance(size, int) or size < 0:
        raise _wrong(told, "binary_data_size must be a number of bytes")
    return size


def _tensor(told: InputTensor, binary: bytes) -> Tensor:
    datatype = DATATYPES.get(told.datatype)
    if datatype is None:
        raise _wrong(told, f"datatype must be one of {', '.join(sorted(DATATYPES))}")
    shape = told.shape
    if len(shape) not in (1, 2) or shape[1:] not in ([], [1]) or shape[0] < 0:
        raise _wrong(told, "shape must be [records] or [records, 1]")
    if told.data is None:
        try:
            return Tensor(told.name, datatype, elements_in(binary, datatype, shape[0]))
        except ValueError as error:
            raise _wrong(told, str(error)) from None
    elements = [_alone(element) for element in told.data]
    if len(elements) != shape[0]:
        raise _wrong(told, f"has {len(elements)} elements; its shape takes {shape[0]}")
    for place, element in enumerate(elements):
        if not datatype.takes(element):
            raise _wrong(told, f"element {place} is no {datatype.name}")
    return Tensor(told.name, datatype, elements)


def _alone(element: Any) -> Any:
    """The element of a row of one: the protocol allows for data as nested as its shape."""
    return element[0] if isinstance(element, list) and len(element) == 1 else element


def _wrong(told: InputTensor, rule: str) -> Refusal:
    return bad_request(f"tensor {told.name[:100]!r}: {rule}")
