"""Whether to ask once more, and how long to wait before: exponential back-off with full jitter.

Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015. Jitter is added to what the service
asks for in Retry-After too, so that callers who were refused together do not come back together.
"""

from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from random import SystemRandom

from scorewright.client.errors import UnsendableError
from scorewright.client.messages import Answer, Heard, Silence

MAY_PASS = (429, 502, 503, 504)
IN_FLIGHT = 409


@dataclass(frozen=True, slots=True)
class Repeats:
    """At most ``most`` repeats; ``random`` gives numbers in [0, 1).

    Who is asked to wait longer than ``patience_seconds`` gives up at once: the caller knows better what to do then.
    """

    most: int = 3
    first_seconds: float = 0.1
    longest_seconds: float = 10.0
    patience_seconds: float = 60.0
    random: Callable[[], float] = SystemRandom().random

    def __post_init__(self) -> None:
        if self.most < 0:
            raise UnsendableError(f"retries: must be 0 or more; it is {self.most}")

    def pause(self, heard: Heard, tries: int) -> float | None:
        """Seconds before a request is sent again after ``tries`` tries, the last of which ended with ``heard``.

        None where that answer stands.

        >>> repeats, busy = Repeats(random=lambda: 0.5), Answer(503, {"retry-after": "2"})
        >>> repeats.pause(Answer(503), 2), repeats.pause(busy, 1), repeats.pause(busy, 4)
        (0.1, 2.05, None)
        """
        if tries > self.most or not _may_pass(heard):
            return None
        jitter = self.random() * min(self.longest_seconds, self.first_seconds * 2.0 ** (tries - 1))
        asked_for = retry_after(heard) or 0.0
        return asked_for + jitter if asked_for <= self.patience_seconds else None


def _may_pass(heard: Heard) -> bool:
    if isinstance(heard, Silence) or heard.status in MAY_PASS:
        return True
    # Of all that is refused with 409, only what an earlier copy of the request is in the way of names a moment.
    return heard.status == IN_FLIGHT and "retry-after" in heard.headers


def retry_after(heard: Heard) -> float | None:
    """The seconds that an answer asks to wait for, None where it names none.

    A moment in place of seconds is taken relative to the answer's own Date: the two clocks may differ.

    >>> retry_after(Answer(429, {"retry-after": "7"}))
    7.0
    """
    if not isinstance(heard, Answer) or "retry-after" not in heard.headers:
        return None
    text = heard.headers["retry-after"].strip()
    if text.isdecimal() and text.isascii():
        return float(text)
    try:
        moment, sent = parsedate_to_datetime(text), parsedate_to_datetime(heard.headers.get("date", ""))
        return max(0.0, (moment - sent).total_seconds())
    except (ValueError, TypeError):  # no date, or one with and one without its zone
        return None
