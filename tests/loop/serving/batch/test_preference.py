import pytest

from scorewright.loop.serving.batch.preference import prefers_job


@pytest.mark.parametrize(
    "prefer", ["respond-async", "Respond-Async", "wait=10, respond-async", "respond-async; a=b, x"]
)
def test_prefers_job__among_whatever_else__found(prefer: str) -> None:
    assert prefers_job(prefer)


@pytest.mark.parametrize("prefer", ["", "wait=10", "respond-async=1", "not-respond-async", 'x="respond-async"', ";,;"])
def test_prefers_job__something_else__not(prefer: str) -> None:
    assert not prefers_job(prefer)
