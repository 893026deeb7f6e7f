"""A writer of Universal Binary JSON, as far as XGBoost reads it: https://ubjson.org, draft 12, with typed arrays."""

import struct
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Value = Mapping[str, "Value"] | Sequence["Value"] | NDArray[Any] | str | int

ELEMENTS = {"float32": (b"d", ">f4"), "int32": (b"l", ">i4"), "int64": (b"L", ">i8"), "uint8": (b"U", ">u1")}


def to_ubjson(value: Value) -> bytes:
    """``value`` as UBJSON: arrays of float32, int32, int64 or uint8 (any other dtype is a KeyError) become typed ones.

    >>> to_ubjson(np.array([1, 2], dtype=np.uint8))
    b'[$U#L\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x02\\x01\\x02'
    """
    match value:
        case str():
            return b"S" + _text(value)
        case int():
            return b"L" + _length(value)
        case np.ndarray():
            mark, layout = ELEMENTS[value.dtype.name]
            return b"[$" + mark + b"#L" + _length(len(value)) + value.astype(layout).tobytes()
        case Mapping():
            return b"{" + b"".join(_text(key) + to_ubjson(of) for key, of in value.items()) + b"}"
        case _:
            return b"[#L" + _length(len(value)) + b"".join(to_ubjson(element) for element in value)


def _text(text: str) -> bytes:
    encoded = text.encode()
    return b"L" + _length(len(encoded)) + encoded


def _length(number: int) -> bytes:
    return struct.pack(">q", number)
