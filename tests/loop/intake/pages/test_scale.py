from scorewright.loop.intake.pages.scale import LEFT, RIGHT, WIDTH, Scale
from scorewright.usecases.credit.usecase import USE_CASE


def test_scale__interval__is_drawn_from_end_to_end_around_the_score() -> None:
    drawn = Scale.of(USE_CASE, 640, 600, (500, 850))
    assert drawn is not None
    assert drawn.reach is not None
    assert LEFT < drawn.reach[0] < drawn.x < drawn.reach[1] == WIDTH - RIGHT
    assert not drawn.open
    whole = Scale.of(USE_CASE, 640, None, (300, 850))
    assert whole is not None
    assert whole.open


def test_scale__of_a_fallback__has_no_interval() -> None:
    drawn = Scale.of(USE_CASE, 640)
    assert drawn is not None
    assert (drawn.reach, drawn.open) == (None, False)
