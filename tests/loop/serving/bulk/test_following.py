"""The fingerprint of a file that is still being written."""

import hashlib
from pathlib import Path

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
