import gzip
from pathlib import Path

import pytest

from scorewright.loop.serving.bulk.appended_file import AppendedFile, partial_of


def test_appended__cut_back_to_a_mark__what_stood_behind_is_written_again(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    first = AppendedFile(path, 0, gzipped=False)
    first.write(b"one")
    mark = first.flush()
    first.write(b"lost with the process")
    first.flush()
    again = AppendedFile(path, mark, gzipped=False)
    first.write(b"from the dead")
    first.flush()
    again.write(b"two")
    again.finish()
    assert path.read_bytes() == b"onetwo"
    assert not partial_of(path).exists()


def test_appended__gzip__members_one_behind_the_other(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv.gz"
    first = AppendedFile(path, 0, gzipped=True)
    first.write(b"one")
    mark = first.flush()
    first.close()
    again = AppendedFile(path, mark, gzipped=True)
    again.write(b"two")
    again.finish()
    assert gzip.decompress(path.read_bytes()) == b"onetwo"


def test_appended__ended_but_nobody_wrote_that_down__goes_on_from_the_named_file(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    first = AppendedFile(path, 0, gzipped=False)
    first.write(b"one")
    mark = first.flush()
    first.finish()
    again = AppendedFile(path, mark, gzipped=False)
    again.finish()
    assert path.read_bytes() == b"one"


def test_appended__shorter_than_its_mark__refused(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    partial_of(path).write_bytes(b"on")
    with pytest.raises(EOFError, match="1 of 3 bytes"):
        AppendedFile(path, 3, gzipped=False)
