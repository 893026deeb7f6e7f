import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scorewright.science.quality.duplicates import count_duplicates, duplicate_findings
from scorewright.science.quality.limits import QualityLimits


@given(st.integers(1, 50), st.lists(st.integers(0, 49), max_size=40), st.integers(0, 99))
def test_count_duplicates__planted_copies_anywhere__are_counted_exactly(
    rows: int, copied: list[int], seed: int
) -> None:
    planted = [*range(rows), *(row % rows for row in copied)]
    order = np.random.default_rng(seed).permutation(planted)
    values = {"amount": [float(row) for row in order], "plan": [f"plan {row % 3}" for row in order]}
    assert count_duplicates(values, [int(row % 2) for row in order]) == len(copied)


def test_count_duplicates__outcome_differs__is_no_duplicate() -> None:
    assert count_duplicates({"age": [30, 30]}, [0, 1]) == 0
    assert count_duplicates({"age": [30, 30]}, [1, 1]) == 1


def test_count_duplicates__missing_cells__equal_each_other() -> None:
    assert count_duplicates({"age": [None, float("nan"), float("nan")], "plan": ["a", "a", "b"]}, [1, 1, 1]) == 1


def test_count_duplicates__text_that_looks_like_the_number__is_no_duplicate() -> None:
    assert count_duplicates({"code": ["1", 1]}, [0, 0]) == 0


def test_duplicate_findings__share_above_the_limit__is_an_error() -> None:
    limits = QualityLimits(maximum_duplicate_share=0.1)
    assert list(duplicate_findings(10, 100, limits)) == []
    assert list(duplicate_findings(0, 0, limits)) == []
    (finding,) = duplicate_findings(11, 100, limits)
    assert (finding.name, finding.field, finding.severity) == ("duplicates", None, "error")
    assert finding.message == "11 of 100 rows repeat an earlier row; at most 10.0% may."
