import pytest

from scorewright.loop.serving.bulk.json_members import members_of


@pytest.mark.parametrize(
    "line",
    [b"", b"[1]", b"{", b'{"a": 1}x', b'{"a": "\xff"}', b'{"a": "\\ud800"}', b'{"a": NaN}', b'{"a": ' + b"[" * 9999],
)
def test_members__no_object_that_everybody_reads__none(line: bytes) -> None:
    assert members_of(line) is None


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32-le", "utf-8-sig"])
def test_members__another_encoding__none(encoding: str) -> None:
    assert members_of('{"a": 1}'.encode(encoding)) is None


def test_members__numbers_that_no_float_holds__as_they_stand() -> None:
    found = members_of(b' {"a": 1.10, "b": 123456789012345678901234567890, "c": 1e999}\r\n') or {}
    assert [bytes(cell) for cell in found.values()] == [b"1.10", b"123456789012345678901234567890", b"1e999"]
