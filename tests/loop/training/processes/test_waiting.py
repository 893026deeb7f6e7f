"""Waiting for fits without falling silent."""

from concurrent.futures import Future

import pytest

from scorewright.loop.training.processes import waiting
from scorewright.loop.training.processes.waiting import as_they_end


def test_as_they_end__nothing_ends_for_a_while__signs_come_meanwhile(monkeypatch) -> None:
    monkeypatch.setattr(waiting, "BETWEEN_SIGNS_SECONDS", 0.01)
    future: Future[int] = Future()
    signs = 0

    def on_wait() -> None:
        nonlocal signs
        signs += 1
        if signs == 5:
            future.set_result(7)

    assert [one.result() for one in as_they_end([future], on_wait)] == [7]
    assert signs >= 5


def test_as_they_end__sign_raises__the_wait_is_over() -> None:
    def on_wait() -> None:
        raise KeyError

    done: Future[int] = Future()
    done.set_result(1)
    with pytest.raises(KeyError):
        list(as_they_end([done, Future()], on_wait))
