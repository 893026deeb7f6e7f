import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewright.loop.serving.door.inference.binary_data import data_of, elements_in
from scorewright.loop.serving.door.inference.datatypes import BOOL, BYTES, DATATYPES, FP64, INT64


@given(st.lists(st.text(st.characters(codec="utf-8"))))
def test_texts__there_and_back__are_the_same(texts: list[str]) -> None:
    assert elements_in(data_of(texts, BYTES), BYTES, len(texts)) == texts


@given(st.lists(st.floats(allow_nan=False)), st.lists(st.integers(-(2**63), 2**63 - 1)), st.lists(st.booleans()))
def test_numbers_and_flags__there_and_back__are_the_same(
    floats: list[float], whole: list[int], flags: list[bool]
) -> None:
    for elements, datatype in ((floats, FP64), (whole, INT64), (flags, BOOL)):
        assert elements_in(data_of(elements, datatype), datatype, len(elements)) == elements


def test_numbers__of_every_datatype__little_endian_in_their_native_size() -> None:
    codes = {"INT8": "b", "INT16": "h", "INT32": "i", "INT64": "q", "UINT8": "B", "UINT16": "H", "UINT32": "I"}
    codes |= {"UINT64": "Q", "FP16": "e", "FP32": "f", "FP64": "d", "BOOL": "?"}
    assert codes.keys() == DATATYPES.keys() - {"BYTES"}
    for name, code in codes.items():
        assert elements_in(struct.pack(f"<2{code}", 1, 0), DATATYPES[name], 2) == [1, 0], name


def test_nan__there_and_back__stays_nan() -> None:
    (element,) = elements_in(data_of([math.nan], FP64), FP64, 1)
    assert isinstance(element, float)
    assert math.isnan(element)


@pytest.mark.parametrize(
    ("data", "datatype", "rule"),
    [
        (b"\0" * 9, FP64, "has 9 bytes of binary data; its shape takes 8"),
        (b"\2", BOOL, "must have bytes of 0 or 1 only"),
        (b"\1\0", BYTES, "ends within the length of an element"),
        (b"\5\0\0\0abc", BYTES, "ends within an element"),
        (b"\1\0\0\0\xff", BYTES, "must be UTF-8; element 0 is not"),
        (b"\1\0\0\0a\1\0\0\0b", BYTES, "has 2 elements; its shape takes 1"),
        (b"", BYTES, "has 0 elements; its shape takes 1"),
    ],
)
def test_elements__data_that_does_not_fit__says_how(data: bytes, datatype, rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        elements_in(data, datatype, 1)
