import csv
import gzip
import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorewright.loop.serving.bulk import csv_reader
from scorewright.loop.serving.bulk.chunk import FileUnreadableError
from scorewright.loop.serving.bulk.csv_reader import CsvReader


def _read(content: bytes, path: Path, *, after: int = 0, most: int = 1000, gzipped: bool = False):
    """Rows by number, unreadable ones by number, and how far each chunk came."""
    path.write_bytes(content)
    rows, unreadable, lasts = {}, {}, []
    for chunk in CsvReader(path, "rows.csv", gzipped=gzipped).chunks(after, most):
        rows |= dict(zip(chunk.numbers.tolist(), chunk.rows.rows(), strict=True))
        unreadable |= {row.number: (row.rule, row.message) for row in chunk.unreadable}
        lasts.append(chunk.last)
    return rows, unreadable, lasts


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "rows.csv"


def test_csv__quotes_commas_and_line_ends_in_cells__as_they_stand(path: Path) -> None:
    rows, _, _ = _read(b'\xef\xbb\xbfa,b\r\n"1,5","two\nlines"\r\n" 2 ","say ""yes"""\r\n', path)
    assert rows == {1: ("1,5", "two\nlines"), 2: (" 2 ", 'say "yes"')}


def test_csv__too_few_and_too_many_cells__set_aside_with_their_numbers(path: Path) -> None:
    rows, unreadable, lasts = _read(b"a,b\n1,1\n2\n3,3\n\n4,4,4\n5,5\n6\n", path)
    assert rows == {1: ("1", "1"), 3: ("3", "3"), 5: ("5", "5")}
    assert unreadable == {
        2: ("cells", "has 1 cells where the header has 2"),
        4: ("cells", "has 3 cells where the header has 2"),
        6: ("cells", "has 1 cells where the header has 2"),
    }
    assert lasts[-1] == 6


def test_csv__bytes_that_are_no_text__only_their_row_is_set_aside(path: Path) -> None:
    rows, unreadable, _ = _read(b"a,b\n1,x\n2,\xff\n3,\xc3\xa9\n", path)
    assert rows == {1: ("1", "x"), 3: ("3", "é")}
    assert unreadable == {2: ("encoding", "is no text in UTF-8")}


@pytest.mark.parametrize("content", [b"", b"\n\n", b"a,a\n1,2\n", b"\xff\xfe\n1\n", b"PK\x03\x04\x00\xff"])
def test_csv__no_header__names_the_file(path: Path, content: bytes) -> None:
    with pytest.raises(FileUnreadableError, match=r"rows\.csv"):
        _read(content, path)


@pytest.mark.parametrize("content", [b"a,b\n", b"a,b", b"a,b\n\n"])
def test_csv__header_alone__no_rows(path: Path, content: bytes) -> None:
    assert _read(content, path) == ({}, {}, [])


def test_csv__gzip_that_was_cut_off__named_rather_than_believed(path: Path) -> None:
    content = gzip.compress(b"a,b\n" + b"1,2\n" * 10_000)
    with pytest.raises(FileUnreadableError, match=r"rows\.csv"):
        _read(content[: len(content) // 2], path, gzipped=True)


def test_csv__row_longer_than_a_block__refused_by_name(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_reader, "BLOCK_BYTES", 100)
    with pytest.raises(FileUnreadableError, match=r"rows\.csv"):
        _read(b"a,b\n1,2\n3," + b"x" * 500 + b"\n", path)


def test_csv__nearly_all_rows_ragged__stops_rather_than_remembering_them_all(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_reader, "MOST_RAGGED", 50)
    with pytest.raises(FileUnreadableError, match=r"rows\.csv"):
        _read(b"a,b\n" + b"1\n" * 100, path)


@pytest.mark.parametrize("after", [10, 500])
def test_csv__gzip_that_was_damaged__named_rather_than_believed(path: Path, after: int) -> None:
    content = bytearray(gzip.compress(b"a,b\n" + b"".join(b"%d,%d\n" % (n, n * n % 9973) for n in range(9999))))
    content[after : after + 100] = b"\xff" * 100
    with pytest.raises(FileUnreadableError, match=r"rows\.csv"):
        _read(bytes(content), path, gzipped=True)


def test_csv__header_that_does_not_end__refused_before_it_fills_the_memory(path: Path) -> None:
    path.write_bytes(gzip.compress(b"a," * (32 << 20), 1))
    tracemalloc.start()
    with pytest.raises(FileUnreadableError, match=r"rows\.csv: its header must end within 4194304 bytes"):
        CsvReader(path, "rows.csv", gzipped=True)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 64 << 20


def test_csv__rows_that_are_passed_over__a_sign_after_each_block(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_reader, "BLOCK_BYTES", 100)
    path.write_bytes(b"a,b\n" + b"1,2\n" * 1000)
    signs: list[int] = []
    (last,) = CsvReader(path, "rows.csv", gzipped=False).chunks(999, 1000, lambda: signs.append(1))
    assert last.numbers.tolist() == [1000]
    assert 30 < len(signs) < 50


_CELLS = st.text(st.sampled_from('ab,"\n\r é1'), max_size=6)
_ROWS = st.lists(st.lists(_CELLS, min_size=1, max_size=4).filter(any), max_size=40)


@settings(deadline=None)
@given(rows=_ROWS, block=st.integers(60, 400), most=st.integers(1, 7), after=st.integers(0, 45))
def test_csv__any_rows_in_any_blocks_from_any_place__as_pythons_own_reader(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], block: int, most: int, after: int
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([["a", "b"], *rows])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_reader, "BLOCK_BYTES", block)
        path = tmp_path_factory.getbasetemp() / "any.csv"
        found, unreadable, lasts = _read(text.getvalue().encode(), path, after=after, most=most)
    assert found == {n: tuple(row) for n, row in enumerate(rows, 1) if len(row) == 2 and n > after}
    assert set(unreadable) == {n for n, row in enumerate(rows, 1) if len(row) != 2 and n > after}
    assert lasts == sorted(set(lasts))
    assert (lasts or [after])[-1] in (len(rows), after)
