"""Seconds by phase, of which those of one inside another count once."""

import pytest

from scorewright.project.simulation import phases as module
from scorewright.project.simulation.phases import Phases


def test_phases__one_inside_another_which_fails__each_second_belongs_to_the_innermost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    moments = iter([0.0, 1.0, 3.0, 7.0, 15.0, 31.0])
    monkeypatch.setattr(module.time, "perf_counter", lambda: next(moments))
    phases = Phases()
    with phases("year"), pytest.raises(ValueError, match="in vain"):  # noqa: PT012 - what is inside is timed
        with phases("training"):
            pass
        with phases("training"):
            raise ValueError("in vain")
    assert phases.seconds == {"year": 1.0 + 4.0 + 16.0, "training": 2.0 + 8.0}
