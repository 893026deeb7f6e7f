"""What tests of all use cases share."""

import pytest

from scorewright.usecases.credit import usecase as credit


@pytest.fixture(autouse=True)
def few_applications(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here asks how good a model is that learns from as many as are shipped, and to make them takes seconds."""
    monkeypatch.setattr(credit, "ROWS", 8_000)
