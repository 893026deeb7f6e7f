import pytest

from scorewright.loop.serving.bulk import signs
from scorewright.loop.serving.bulk.signs import NowAndThen


def test_now_and_then__called_in_a_row__seldom_tells() -> None:
    told: list[int] = []
    sign = NowAndThen(lambda: told.append(1))
    for _ in range(1000):
        sign()
    assert len(told) <= 1


def test_now_and_then__the_last_time_is_a_while_ago__tells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signs, "BETWEEN_SECONDS", 0.0)
    told: list[int] = []
    sign = NowAndThen(lambda: told.append(1))
    for _ in range(3):
        sign()
    assert len(told) == 3
