"""The queue of requests that shadows are to be asked about."""

from dataclasses import dataclass
from typing import Any

import msgspec
import pytest

from scorewright.loop.serving.shadow.waiting import Waiting


@dataclass
class Row:
    record: msgspec.Raw


@dataclass
class Item:
    row: Row


@pytest.fixture
def make() -> Any:
    return lambda size=1: Item(Row(msgspec.Raw(b"x" * size)))


def test_offer__most_are_there__the_new_one_is_left_out(make) -> None:
    waiting = Waiting(most=2)
    first, second = make(), make()
    assert [waiting.offer(item) for item in (first, second, make())] == [True, True, False]
    assert [waiting.take(0), waiting.take(0), waiting.take(0)] == [first, second, None]


def test_offer__bytes_are_used_up__left_out_until_some_are_taken(make) -> None:
    waiting = Waiting(most_bytes=10)
    assert waiting.offer(make(8))
    assert not waiting.offer(make(3))
    assert waiting.offer(make(2))
    waiting.take(0)
    assert waiting.offer(make(8))


def test_remove__those_concerned__gone_and_their_bytes_are_free(make) -> None:
    waiting = Waiting(most_bytes=10)
    large, small = make(8), make(2)
    waiting.offer(large)
    waiting.offer(small)
    assert waiting.remove(lambda item: item is large) == [large]
    assert len(waiting) == 1
    assert waiting.offer(make(8))
    assert waiting.take(0) is small
