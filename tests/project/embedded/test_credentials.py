import json
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

import pytest

from scorewright.project.embedded.credentials import credentials


def test_credentials__first_call__random_and_readable_by_the_owner_only(tmp_path: Path) -> None:
    made = asdict(credentials(tmp_path / "secrets.json"))
    others = asdict(credentials(tmp_path / "other.json"))

    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
    assert len({*made.values(), *others.values()}) == 10
    assert min(map(len, made.values())) >= 43


def test_credentials__second_call__are_the_same(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"

    assert credentials(path) == credentials(path)


def test_credentials__eight_at_once__all_get_the_same_and_no_draft_is_left(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(credentials, [path] * 8))

    assert len(set(made)) == 1
    assert list(tmp_path.iterdir()) == [path]


def test_repr__shows_no_secret(tmp_path: Path) -> None:
    made = credentials(tmp_path / "secrets.json")

    assert not any(secret in repr(made) for secret in asdict(made).values())


def test_credentials__file_lacks_a_field__says_so(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    kept = asdict(credentials(path))
    del kept["app_password"]
    path.write_text(json.dumps(kept))

    with pytest.raises(TypeError, match="app_password"):
        credentials(path)
