import stat
from pathlib import Path

import pytest

from scorewright.project.embedded.home import Home, home_from


def test_home_from__nothing_said__is_a_folder_below_the_current_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert home_from({}).path == tmp_path / ".scorewright"


def test_home_from__relative_folder_named__is_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert home_from({"SCOREWRIGHT_HOME": "kept"}).path == tmp_path / "kept"


def test_prepare__folders_are_closed_to_others_and_to_git(home: Home) -> None:
    home.prepare()

    folders = [home.path, home.postgres, home.valkey, home.artefacts, home.logs, home.run]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}
    assert (home.path / ".gitignore").read_text() == "*\n"


def test_prepare__again__takes_nothing_back(home: Home) -> None:
    home.prepare()
    home.path.chmod(0o701)
    (home.artefacts / "model.onnx").touch()

    home.prepare()

    assert stat.S_IMODE(home.path.stat().st_mode) == 0o701
    assert (home.artefacts / "model.onnx").exists()
