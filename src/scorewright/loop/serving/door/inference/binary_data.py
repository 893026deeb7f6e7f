"""The binary tensor data extension: elements one after the other, little-endian; texts each after its length."""

from collections.abc import Sequence
from struct import Struct

import numpy as np

from scorewright.loop.serving.door.inference.datatypes import Datatype, Element

_LENGTH = Struct("<I")


def elements_in(data: bytes, datatype: Datatype, count: int) -> list[Element]:
    """The ``count`` elements that ``data`` holds. Raises ValueError saying what is wrong with it."""
    if not datatype.binary:
        return _texts_in(data, count)
    kind = np.dtype(datatype.binary)
    if len(data) != count * kind.itemsize:
        raise ValueError(f"has {len(data)} bytes of binary data; its shape takes {count * kind.itemsize}")
    if kind == np.bool_ and any(byte > 1 for byte in data):
        raise ValueError("must have bytes of 0 or 1 only")
    elements: list[Element] = np.frombuffer(data, kind).tolist()
    return elements


def _texts_in(data: bytes, count: int) -> list[Element]:
    texts: list[Element] = []
    at = 0
    while at < len(data):
        begins = at + _LENGTH.size
        if begins > len(data):
            raise ValueError("ends within the length of an element")
        at = begins + _LENGTH.unpack_from(data, begins - _LENGTH.size)[0]
        if at > len(data):
            raise ValueError("ends within an element")
        try:
            texts.append(data[begins:at].decode())
        except UnicodeDecodeError:
            raise ValueError(f"must be UTF-8; element {len(texts)} is not") from None
    if len(texts) != count:
        raise ValueError(f"has {len(texts)} elements; its shape takes {count}")
    return texts


def data_of(elements: Sequence[Element], datatype: Datatype) -> bytes:
    """``elements`` as binary data."""
    if datatype.binary:
        return np.asarray(elements, datatype.binary).tobytes()
    contents = [str(element).encode() for element in elements]
    return b"".join(_LENGTH.pack(len(content)) + content for content in contents)
