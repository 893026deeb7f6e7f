"""Artefacts that are in memory already."""

import pytest

from scorewright.loop.registry import artefacts
from scorewright.loop.serving import loaded_models
from scorewright.loop.serving.loaded_models import LoadedModels


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses of all artefacts that were read."""
    found: list[str] = []
    fetch = artefacts.fetch

    def fetch_and_note(address: str) -> bytes:
        found.append(address)
        return fetch(address)

    monkeypatch.setattr(artefacts, "fetch", fetch_and_note)
    return found


@pytest.mark.parametrize("recheck_seconds", [1_000.0, 0.0])
def test_runner__loaded_before__the_same_one_and_its_file_is_not_read_again(
    make_version, fetched: list[str], monkeypatch: pytest.MonkeyPatch, recheck_seconds: float
) -> None:
    monkeypatch.setattr(loaded_models, "RECHECK_SECONDS", recheck_seconds)
    address, models = make_version().artefact_sha256, LoadedModels()
    fetched.clear()
    first = models.runner(address)
    assert all(models.runner(address) is first for _ in range(20))
    assert fetched == [address]


def test_runner__more_than_are_kept__the_oldest_is_read_again(
    make_version, fetched: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loaded_models, "MOST_KEPT", 0)
    address, models = make_version().artefact_sha256, LoadedModels()
    fetched.clear()
    models.runner(address)
    models.runner(address)
    assert fetched == [address] * 2
