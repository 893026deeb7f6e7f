import re
from pathlib import Path

import pytest

REQUIREMENTS = Path(__file__).parents[2] / "requirements"


def _pinned(name: str) -> dict[str, str]:
    text = (REQUIREMENTS / name).read_text()
    return dict(re.findall(r"^([\w.\[\]-]+)==(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize("name", ["run.txt", "develop.txt"])
def test_lock_file__every_requirement__is_pinned_and_hashed_and_names_no_host(name: str) -> None:
    text = (REQUIREMENTS / name).read_text()
    entries = [entry for entry in re.split(r"^(?=\w)", text, flags=re.MULTILINE) if re.match(r"\w", entry)]
    assert len(entries) > 50
    assert all(re.match(r"\S+==", entry) and "--hash=sha256:" in entry for entry in entries)
    assert "://" not in text


def test_lock_files__develop__holds_all_of_run_in_the_same_versions() -> None:
    assert _pinned("run.txt").items() <= _pinned("develop.txt").items()
