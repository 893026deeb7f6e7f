import pyarrow as pa

from scorewright.loop.serving.bulk.parquet_leaves import leaves


def _of_a_slice(array: pa.Array, start: int, count: int) -> list[list[object]]:
    return [leaf.to_pylist() for leaf in leaves(array.slice(start, count))]


def test_leaves__plain_and_extended__itself() -> None:
    assert _of_a_slice(pa.array([1, 2, 3]), 1, 1) == [[2]]
    assert _of_a_slice(pa.array([b"0" * 16, b"1" * 16], pa.uuid()), 1, 1) == [[b"1" * 16]]


def test_leaves__nested_in_any_way__those_of_the_slice_alone() -> None:
    assert _of_a_slice(pa.array([["a"], None, ["b", "c"]]), 1, 2) == [["b", "c"]]
    assert _of_a_slice(pa.array([[1, 2], [3, 4]], pa.list_(pa.int64(), 2)), 1, 1) == [[3, 4]]
    assert _of_a_slice(pa.array([{"a": 1, "b": ["x"]}, {"a": 2, "b": ["y", "z"]}]), 1, 1) == [[2], ["y", "z"]]
    maps = pa.array([[("a", 1)], [("b", 2), ("c", 3)]], pa.map_(pa.string(), pa.int64()))
    assert _of_a_slice(maps, 1, 1) == [["b", "c"], [2, 3]]
