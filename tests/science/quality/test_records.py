import pytest

from scorewright.science.quality.records import check_lengths


def test_check_lengths__column_too_short__names_it() -> None:
    with pytest.raises(ValueError, match="age has 1 entries for 2 outcomes"):
        check_lengths({"age": [31]}, [0, 1])
    with pytest.raises(ValueError, match="times has 0 entries for 2 outcomes"):
        check_lengths({"age": [31, 32]}, [0, 1], times=[], group=None)


def test_check_lengths__outcome_other_than_0_or_1__is_refused() -> None:
    with pytest.raises(ValueError, match="outcomes must be 0 or 1"):
        check_lengths({}, [0, 2])


def test_check_lengths__all_agree__passes() -> None:
    check_lengths({"age": [31, None]}, [0, 1], times=None, group=["a", "b"])
