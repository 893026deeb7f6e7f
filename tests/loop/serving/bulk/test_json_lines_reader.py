import gzip
from pathlib import Path

import pytest

from scorewright.loop.serving.bulk import json_lines_reader
from scorewright.loop.serving.bulk.chunk import FileUnreadableError
from scorewright.loop.serving.bulk.json_lines_reader import JsonLinesReader


def _chunks(path: Path, content: bytes, *, after: int = 0, most: int = 2, gzipped: bool = False):
    path.write_bytes(content)
    return list(JsonLinesReader(path, "rows.jsonl", gzipped=gzipped).chunks(after, most))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "rows.jsonl"


@pytest.mark.parametrize("after", range(6))
def test_lines__from_any_place__each_with_its_number_and_empty_ones_left_out(path: Path, after: int) -> None:
    found = _chunks(path, b"{1}\n\n{3}\r\n  \n{5}", after=after)
    numbers = [number for chunk in found for number in chunk.numbers.tolist()]
    assert numbers == [number for number in (1, 3, 5) if number > after]
    assert [line.strip() for chunk in found for line in chunk.rows] == [b"{%d}" % number for number in numbers]


def test_lines__too_long__only_that_one_is_set_aside(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines_reader, "LONGEST_LINE", 10)
    (first, last) = _chunks(path, b"{1}\n" + b"x" * 35 + b"\n{3}\n")
    assert [(row.number, row.rule) for row in first.unreadable] == [(2, "longest")]
    assert (first.numbers.tolist(), last.numbers.tolist()) == ([1], [3])


@pytest.mark.parametrize("content", [b"no gzip", gzip.compress(b"{1}\n" * 9999, mtime=0)[:-20]])
def test_lines__no_gzip_or_cut_off__names_the_file(path: Path, content: bytes) -> None:
    with pytest.raises(FileUnreadableError, match=r"rows\.jsonl"):
        _chunks(path, content, gzipped=True, most=100_000)


@pytest.mark.parametrize("gzipped", [False, True])
def test_lines__byte_order_mark__belongs_to_no_row(path: Path, gzipped: bool) -> None:
    content = b"\xef\xbb\xbf{1}\n{2}\n"
    (found,) = _chunks(path, gzip.compress(content) if gzipped else content, gzipped=gzipped)
    assert found.rows == [b"{1}\n", b"{2}\n"]


def test_lines__nothing_but_empty_ones__come_in_chunks_all_the_same(path: Path) -> None:
    found = _chunks(path, b"\n" * 10, most=4)
    assert [(chunk.last, chunk.rows) for chunk in found] == [(4, []), (8, [])]


def test_lines__passed_over__signs_of_life(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines_reader, "LINES_BETWEEN_SIGNS", 10)
    path.write_bytes(b"{1}\n" * 100)
    signs: list[int] = []
    chunks = list(JsonLinesReader(path, "rows.jsonl", gzipped=False).chunks(99, 10, lambda: signs.append(1)))
    assert ([chunk.numbers.tolist() for chunk in chunks], len(signs)) == ([[100]], 9)
