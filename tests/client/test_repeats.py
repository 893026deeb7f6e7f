from hypothesis import given
from hypothesis import strategies as st

from scorewright.client.messages import Answer, Silence
from scorewright.client.repeats import Repeats, retry_after

LOST = Silence("")


def test_pause__what_may_pass__tried_again() -> None:
    repeats = Repeats(random=lambda: 0.0)
    heard = [LOST, Answer(429), Answer(502), Answer(503), Answer(504)]
    assert [repeats.pause(each, 1) for each in heard] == [0.0] * 5


def test_pause__409__only_where_an_earlier_copy_is_being_answered() -> None:
    repeats = Repeats(random=lambda: 0.0)
    assert repeats.pause(Answer(409, {"retry-after": "1"}), 1) == 1.0
    assert repeats.pause(Answer(409), 1) is None  # another outcome is known, the job has ended, the key was used


@given(status=st.integers(400, 499).filter(lambda status: status not in (409, 429)))
def test_pause__refused__never(status: int) -> None:
    assert Repeats().pause(Answer(status, {"retry-after": "1"}), 1) is None


@given(tries=st.integers(1, 40), drawn=st.floats(0, 1, exclude_max=True))
def test_pause__no_word_from_the_service__full_jitter_below_a_bound_that_doubles(tries: int, drawn: float) -> None:
    pause = Repeats(most=40, random=lambda: drawn).pause(LOST, tries)
    assert pause is not None
    assert 0 <= pause <= min(10.0, 0.1 * 2 ** (tries - 1))


@given(seconds=st.integers(0, 60))
def test_pause__word_from_the_service__never_earlier(seconds: int) -> None:
    pause = Repeats().pause(Answer(503, {"retry-after": str(seconds)}), 1)
    assert pause is not None
    assert seconds <= pause <= seconds + 0.1


def test_retry_after__a_date__by_the_clock_of_the_service() -> None:
    headers = {"retry-after": "Sat, 21 Nov 2026 10:00:30 GMT", "date": "Sat, 21 Nov 2026 10:00:00 GMT"}
    assert retry_after(Answer(503, headers)) == 30.0


def test_retry_after__neither_number_nor_date__none() -> None:
    for text in ("soon", "-5", "", "Sat, 21 Nov 2026 10:00:30 GMT"):
        assert retry_after(Answer(503, {"retry-after": text})) is None
