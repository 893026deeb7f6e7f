"""The fingerprint of a file that is still being written."""

import hashlib
from pathlib import Path

import pytest

from scorewright.loop.serving.bulk import following
from scorewright.loop.serving.bulk.following import Follower


def test_follower__file_grows_and_is_moved__the_fingerprint_of_all_of_it(tmp_path: Path) -> None:
    written = [b"first", b"second" * 100_000, b"last"]
    with (tmp_path / "partial").open("wb", buffering=0) as file:
        follower = Follower(tmp_path / "partial")
        for block in written[:2]:
            file.write(block)
            follower.follow()
        file.write(written[2])
    (tmp_path / "partial").replace(tmp_path / "whole")
    assert follower.finish() == hashlib.sha256(b"".join(written)).hexdigest()


def test_finish__much_is_left_to_be_read__gives_signs_of_life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "WAITED_SECONDS", 0.001)
    with (tmp_path / "file").open("wb") as file:
        file.truncate(64 << 20)
    signs: list[int] = []
    Follower(tmp_path / "file").finish(lambda: signs.append(1))
    assert signs
