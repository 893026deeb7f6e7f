import subprocess
from pathlib import Path

from scorewright.project.embedded.file_lock import FileLock


def test_try_alone__held_alone_by_another__is_refused_until_it_lets_go(tmp_path: Path) -> None:
    with FileLock(tmp_path / "lock") as second:
        with FileLock(tmp_path / "lock") as first:
            assert first.try_alone()
            assert not second.try_alone()
            assert not second.try_together()

        assert second.try_alone()


def test_try_together__two_share__a_third_cannot_have_it_alone(tmp_path: Path) -> None:
    with FileLock(tmp_path / "lock") as one, FileLock(tmp_path / "lock") as two, FileLock(tmp_path / "lock") as three:
        assert one.try_together()
        assert two.try_together()
        assert not three.try_alone()


def test_try_alone__holder_left_a_process_behind__is_refused_until_that_ends(tmp_path: Path) -> None:
    with FileLock(tmp_path / "lock") as holder:
        holder.try_alone()
        child = subprocess.Popen(["/bin/sleep", "600"], pass_fds=[holder.descriptor])

    with FileLock(tmp_path / "lock") as later:
        assert not later.try_alone()
        child.kill()
        child.wait()
        assert later.try_alone()
