"""What a simulation refuses before it starts anything."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from scorewright.project.simulation.refusals import SimulationError


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere",), "no simulation is named 'nowhere'; there are .*retention"),
        (("retention", "--months", "13"), "--months must be 1 to 12"),
        (("retention", "--customers", "0"), "--customers must be at least 1"),
        (("retention", "--seed", "-1"), "--seed at least 0"),
        (("credit", "--variant", "calm"), "credit has no variant 'calm'; it has drifting, events, shaken"),
        (("retention", "--variant", "calm"), "retention has no variant 'calm'; it has none"),
    ],
)
def test_simulate__what_cannot_be__refused_by_name(arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("simulate", *arguments)


def test_simulate__home_that_is_in_use__refused_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "credentials.json").write_text("{}")
    with pytest.raises(SimulationError, match="not empty"):
        call_command("simulate", "retention", "--home", str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["credentials.json"]
