from hypothesis import given
from hypothesis import strategies as st

from scorewright.project.supervision.backoff import Backoff


def test_after__short_lives__waits_double_up_to_thirty_seconds() -> None:
    backoff = Backoff()

    assert [backoff.after(lived_seconds=59.9) for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]


@given(st.lists(st.floats(min_value=0, max_value=59.9), max_size=10))
def test_after__a_minute_of_life__starts_anew(lives: list[float]) -> None:
    backoff = Backoff()
    for lived in lives:
        backoff.after(lived)

    assert [backoff.after(60.0), backoff.after(0.0)] == [1, 2]
