"""Paths that somebody names to train from, and what is not said of them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings


@pytest.fixture
def refusal(ask, use_case) -> Callable[[object], dict[str, Any]]:
    """What a training from this path is refused with."""

    def refusal(path: object) -> dict[str, Any]:
        answer = ask("post", "/train", use_case=use_case.name, data_source="csv", data_path=str(path))
        assert answer.status_code == 422, answer.content
        (error,) = answer.json()["errors"]
        return dict(error)

    return refusal


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that an operator has allowed."""
    monkeypatch.setattr(settings, "TRAINING_PATHS", [str(tmp_path)])
    return tmp_path


@pytest.mark.parametrize("name", ["missing.csv", "a" * 300 + ".csv", "a/" * 950 + "b.csv", ""])
def test_train__path_at_which_no_file_can_be__is_no_file(refusal, folder, name) -> None:
    assert refusal(folder / name) == {"field": "data_path", "rule": "value", "message": "data_path is no file"}


def test_train__folder_that_may_not_be_looked_into__is_no_file(refusal, folder, monkeypatch) -> None:
    def denied(path: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "is_file", denied)  # root, as tests may run, is denied nothing
    assert refusal(folder / "closed" / "rows.csv")["message"] == "data_path is no file"


def test_train__link_that_goes_round__is_no_file(refusal, folder) -> None:
    (folder / "round.csv").symlink_to(folder / "round.csv")
    assert refusal(folder / "round.csv")["field"] == "data_path"


def test_train__file_that_may_not_be_read__422_that_names_it(refusal, folder, monkeypatch) -> None:
    def denied(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    (folder / "rows.csv").write_text("late\n")
    monkeypatch.setattr(Path, "open", denied)
    assert refusal(folder / "rows.csv")["message"] == "rows.csv: cannot be read: Permission denied"
