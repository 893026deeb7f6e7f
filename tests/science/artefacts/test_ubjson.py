import numpy as np
import pytest

from scorewright.science.artefacts.ubjson import to_ubjson


def test_to_ubjson__nested__lengths_before_contents() -> None:
    assert to_ubjson({"a": ["x", 2]}) == (
        b"{L" + bytes(7) + b"\x01a[#L" + bytes(7) + b"\x02SL" + bytes(7) + b"\x01xL" + bytes(7) + b"\x02}"
    )


def test_to_ubjson__array_of_floats__big_endian() -> None:
    assert to_ubjson(np.array([1.0], dtype=np.float32)) == b"[$d#L" + bytes(7) + b"\x01\x3f\x80\x00\x00"


def test_to_ubjson__dtype_without_a_mark__refused() -> None:
    with pytest.raises(KeyError, match="float64"):
        to_ubjson(np.zeros(1))
