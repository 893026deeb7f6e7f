from pathlib import Path

import pytest

from scorewright.project.simulation.own_service import _place, new_home
from scorewright.project.simulation.refusals import SimulationError


def test_new_home__empty_folder__taken(tmp_path: Path) -> None:
    assert new_home(tmp_path / "home").artefacts.is_dir()


@pytest.mark.parametrize("inside", ["credentials.json", "simulated-clock"])
def test_new_home__anything_is_there__refused(tmp_path: Path, inside: str) -> None:
    (tmp_path / inside).write_text("0")
    with pytest.raises(SimulationError, match="not empty"):
        new_home(tmp_path)


def test_place__settings_of_the_operators_own_service__do_not_reach_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://real")
    monkeypatch.setenv("SCOREWRIGHT_EMAIL_URL", "smtps://real")
    _, environment = _place(new_home(tmp_path / "home"))
    assert not {"DATABASE_URL", "SCOREWRIGHT_EMAIL_URL"} & set(environment)
    assert environment["SCOREWRIGHT_CLOCK"] == str(tmp_path / "home" / "simulated-clock")
