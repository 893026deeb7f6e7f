import gzip
from pathlib import Path

import pytest

from scorewright.loop.serving.bulk import appended_file
from scorewright.loop.serving.bulk.appended_file import AppendedFile
from scorewright.loop.serving.bulk.attempts import partial_of


class LeaseGoneError(Exception):
    pass


def _begun(path: Path, content: bytes = b"one") -> int:
    """A file that a process left behind, flushed after ``content``."""
    first = AppendedFile(path, 0, gzipped=False)
    first.write(content)
    return first.flush()


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


def test_appended__killed_as_soon_as_it_goes_on__the_next_one_still_can(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    mark = _begun(path)
    killed = AppendedFile(path, mark, gzipped=False)
    assert partial_of(path).read_bytes() == b"one"  # nothing of it waits in the memory of the one that is killed
    again = AppendedFile(path, mark, gzipped=False)
    again.write(b"two")
    again.finish()
    killed.close()
    assert path.read_bytes() == b"onetwo"


def test_appended__stopped_while_it_copies__what_was_there_stays_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(appended_file, "COPIED_AT_ONCE", 1)
    path = tmp_path / "answers.csv"
    mark = _begun(path)
    blocks = []

    def on_block() -> None:
        blocks.append(1)
        if len(blocks) == 2:
            raise LeaseGoneError

    with pytest.raises(LeaseGoneError):
        AppendedFile(path, mark, gzipped=False, on_block=on_block)
    assert [file.name for file in tmp_path.iterdir()] == [partial_of(path).name]
    assert partial_of(path).read_bytes() == b"one"


def test_appended__overtaken_while_it_copies__cannot_put_its_copy_in_place(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    mark = _begun(path)
    others: list[AppendedFile] = []
    with pytest.raises(FileNotFoundError):
        AppendedFile(path, mark, gzipped=False, on_block=lambda: others.append(AppendedFile(path, mark, gzipped=False)))
    (other,) = others
    other.write(b"two")
    other.finish()
    assert path.read_bytes() == b"onetwo"
    assert list(tmp_path.iterdir()) == [path]


def test_finish__overtaken_before_it__the_other_ones_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    mark = _begun(path)
    slow = AppendedFile(path, mark, gzipped=False)
    other = AppendedFile(path, mark, gzipped=False)

    def on_block() -> None:
        raise LeaseGoneError

    with pytest.raises(LeaseGoneError):
        slow.finish(on_block)
    assert not path.exists()
    other.write(b"two")
    other.finish()
    assert path.read_bytes() == b"onetwo"
