import gzip
from pathlib import Path

import pytest

from scorewright.loop.serving.bulk.text_files import is_larger


@pytest.mark.parametrize("gzipped", [False, True])
@pytest.mark.parametrize(("size", "larger"), [(0, True), (2_999_999, True), (3_000_000, False), (9_000_000, False)])
def test_is_larger__any_limit__by_what_it_holds_unpacked(
    tmp_path: Path, gzipped: bool, size: int, larger: bool
) -> None:
    content = b"\n" * 3_000_000
    path = tmp_path / "rows.jsonl"
    path.write_bytes(gzip.compress(content) if gzipped else content)
    assert is_larger(path, size, gzipped=gzipped) is larger


@pytest.mark.parametrize("gzipped", [False, True])
def test_is_larger__nothing_in_it__is_not(tmp_path: Path, gzipped: bool) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(gzip.compress(b"") if gzipped else b"")
    assert not is_larger(path, 0, gzipped=gzipped)
