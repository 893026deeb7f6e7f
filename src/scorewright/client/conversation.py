"""What is said to the service in which order, without saying it.

A conversation yields steps and is sent what was heard; two small drivers, one waiting and one awaiting, carry it out.
So there is one protocol for both clients.
"""

from collections.abc import Generator
from dataclasses import dataclass
from itertools import count
from typing import Generic, TypeVar

from scorewright.client.messages import Answer, Heard, Request
from scorewright.client.reading import refusal
from scorewright.client.repeats import Repeats

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Step:
    """Wait, then send."""

    request: Request
    after_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class End(Generic[T]):
    """What came of it."""

    result: T


Conversation = Generator[Step, Heard, T]


def turn(conversation: Conversation[T], heard: Heard | None) -> Step | End[T]:
    """What comes after ``heard``; None begins."""
    try:
        return next(conversation) if heard is None else conversation.send(heard)
    except StopIteration as end:
        return End(end.value)


def answered(request: Request, repeats: Repeats, *, after_seconds: float = 0.0) -> Conversation[Answer]:
    """The successful answer to ``request``, which is repeated as ``repeats`` says.

    Raises what ``refusal`` makes of any other.
    """
    pause: float | None = after_seconds
    for tries in count(1):
        heard = yield Step(request, pause or 0.0)
        if isinstance(heard, Answer) and heard.successful:
            return heard
        pause = repeats.pause(heard, tries)
        if pause is None:
            raise refusal(heard, tries)
    raise AssertionError("counting does not end")
