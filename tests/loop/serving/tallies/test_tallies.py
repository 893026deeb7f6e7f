import pytest

from scorewright.loop.serving.tallies.tallies import BOUNDS, Histogram, Tallies


def test_histogram__a_time_equal_to_a_bound__counts_as_within_it() -> None:
    histogram = Histogram()
    for seconds in (0.0, BOUNDS[0], BOUNDS[0] * 1.01, BOUNDS[-1], BOUNDS[-1] * 2):
        histogram.observe(seconds)
    counts, seconds = histogram.read()
    assert (counts[0], counts[1], counts[-2], counts[-1], sum(counts)) == (2, 1, 1, 1, 5)
    assert seconds == pytest.approx(BOUNDS[0] * 2.01 + BOUNDS[-1] * 3)
    assert histogram.read() == (counts, seconds)


def test_tallies__same_labels__same_tally() -> None:
    tallies = Tallies()
    assert tallies.requests("predict", 200) is tallies.requests("predict", 200)
    assert tallies.requests("predict", 200) is not tallies.requests("predict", 422)


def test_stage_seconds__unknown_stage__refused() -> None:
    with pytest.raises(ValueError, match="stage must be one of wait, decode"):
        Tallies().stage_seconds("lunch")


def test_zero__tallies_in_use__go_on_from_nothing() -> None:
    tallies = Tallies()
    counter, histogram = tallies.rejected("type"), tallies.stage_seconds("model")
    counter.add(3)
    histogram.observe(0.001)
    tallies.zero()
    counter.add()
    assert (tallies.rejected("type").value, sum(histogram.read()[0]), histogram.read()[1]) == (1, 0, 0.0)
