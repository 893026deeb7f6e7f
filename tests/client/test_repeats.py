from hypothesis import given
from hypothesis import strategies as st

from scorewright.client.messages import Answer, Request, Silence
from scorewright.client.repeats import Repeats, retry_after

ONCE = Request("POST", "/", repeatable=False)
KEYED = Request("POST", "/", headers={"Idempotency-Key": "k"})
LOST, UNREACHED = Silence("", reached=True), Silence("", reached=False)


def test_pause__what_must_not_be_done_twice__only_where_nothing_was_done() -> None:
    repeats = Repeats(random=lambda: 0.0)
    heard = [UNREACHED, Answer(429), Answer(503), LOST, Answer(502), Answer(504), Answer(409)]
    assert [repeats.pause(ONCE, each, 1) for each in heard] == [0.0, 0.0, 0.0, None, None, None, None]
    assert [repeats.pause(KEYED, each, 1) for each in heard] == [0.0] * 7


@given(status=st.integers(400, 499).filter(lambda status: status not in (409, 429)))
def test_pause__refused__never(status: int) -> None:
    assert Repeats().pause(KEYED, Answer(status, {"retry-after": "1"}), 1) is None


@given(tries=st.integers(1, 40), drawn=st.floats(0, 1, exclude_max=True))
def test_pause__no_word_from_the_service__full_jitter_below_a_bound_that_doubles(tries: int, drawn: float) -> None:
    pause = Repeats(most=40, random=lambda: drawn).pause(KEYED, LOST, tries)
    assert pause is not None
    assert 0 <= pause <= min(10.0, 0.1 * 2 ** (tries - 1))


@given(seconds=st.integers(0, 60))
def test_pause__word_from_the_service__never_earlier(seconds: int) -> None:
    pause = Repeats().pause(KEYED, Answer(503, {"retry-after": str(seconds)}), 1)
    assert pause is not None
    assert seconds <= pause <= seconds + 0.1


def test_retry_after__a_date__by_the_clock_of_the_service() -> None:
    headers = {"retry-after": "Sat, 21 Nov 2026 10:00:30 GMT", "date": "Sat, 21 Nov 2026 10:00:00 GMT"}
    assert retry_after(Answer(503, headers)) == 30.0


def test_retry_after__neither_number_nor_date__none() -> None:
    for text in ("soon", "-5", "", "Sat, 21 Nov 2026 10:00:30 GMT"):
        assert retry_after(Answer(503, {"retry-after": text})) is None
