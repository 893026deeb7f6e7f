"""Looking at processes from outside, and a version that was evaluated."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from scorewright.loop.registry.models import ModelVersion
    from scorewright.loop.training.evaluation.evaluating import Examined


@pytest.fixture
def is_alive() -> Callable[[int], bool]:
    """Whether the process with this id is there, and not just waits to be buried."""

    def is_alive(pid: int) -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        status = Path(f"/proc/{pid}/stat")
        return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"

    return is_alive


@pytest.fixture(scope="session")
def examinations() -> "dict[str, Examined]":
    """What there is to find out about an artefact, once it was."""
    return {}


@pytest.fixture
def evaluated(make_version: "Callable[[], ModelVersion]", examinations: "dict[str, Examined]") -> "ModelVersion":
    """A version whose evaluation was kept; versions of one artefact are examined once."""
    from scorewright.loop.training.evaluation.evaluating import examined, keep

    version = make_version()
    if version.artefact_sha256 not in examinations:
        examinations[version.artefact_sha256] = examined(version)
    keep(version=version, found=examinations[version.artefact_sha256], by="user:ama")
    return version
