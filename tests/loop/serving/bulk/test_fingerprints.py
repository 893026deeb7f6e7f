import hashlib
from pathlib import Path

from scorewright.loop.serving.bulk.fingerprints import AT_ONCE, fingerprint


def test_fingerprint__some_blocks__all_of_them_and_a_sign_after_each(tmp_path: Path) -> None:
    content = b"a line\n" * AT_ONCE
    path = tmp_path / "file"
    path.write_bytes(content)
    signs: list[int] = []
    found = fingerprint(path, lambda: signs.append(1), lines_too=True)
    assert (found.sha256, found.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert (found.lines, len(signs)) == (AT_ONCE, 7)
