import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewright.science.policy.bands import Band, Bands

starts = st.lists(st.floats(0, 1), min_size=1, max_size=8, unique=True).map(sorted)


def _bands(at: list[float]) -> Bands:
    return Bands(tuple(Band(f"band {place}", start) for place, start in enumerate(at)))


@given(starts, st.floats(0, 1))
def test_of__any_value__is_in_the_only_band_that_holds_it(at: list[float], value: float) -> None:
    bands = _bands(at)
    ends = [*at[1:], math.inf]
    holding = [band for band, end in zip(bands.bands, ends, strict=True) if band.starts_at <= value < end]
    if holding:
        assert [bands.of(value)] == holding
    else:
        with pytest.raises(ValueError, match="below the first band"):
            bands.of(value)


def test_of__edge__belongs_to_the_band_that_starts_there() -> None:
    bands = _bands([0.0, 0.3, 0.7])
    assert bands.of(0.3).name == "band 1"
    assert bands.of(math.nextafter(0.3, 0)).name == "band 0"
    assert bands.of(0.7).name == "band 2"


def test_of__no_number__is_refused() -> None:
    with pytest.raises(ValueError, match="below the first band"):
        _bands([0.0, 0.5]).of(math.nan)


@pytest.mark.parametrize(
    ("bands", "rule"),
    [
        ((), "at least one band"),
        ((Band("a", 0), Band("a", 1)), "unique"),
        ((Band("", 0),), "names must be there"),
        ((Band("a", 1), Band("b", 0)), "ascending"),
        ((Band("a", 0), Band("b", 0)), "ascending"),
        ((Band("a", math.nan),), "finite"),
    ],
)
def test_bands__broken_rule__is_named(bands: tuple[Band, ...], rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        Bands(bands)
