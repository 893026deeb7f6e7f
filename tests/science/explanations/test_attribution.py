import numpy as np

from scorewright.science.explanations.attribution import Attribution


def test_scaled__line_and_factor__sums_go_along() -> None:
    found = Attribution(np.array([1.0, 2.0]), np.array([[0.5, -0.25], [1.0, 1.0]]))
    scaled = found.scaled(np.array([1.0, 0.5]), slope=2.0, intercept=-1.0)
    assert scaled.base.tolist() == [1.0, 3.0]
    assert scaled.contributions.tolist() == [[1.0, -0.5], [1.0, 1.0]]


def test_by_source__several_rows_and_a_source_without_features__added_up() -> None:
    found = Attribution(np.zeros(2), np.array([[1.0, 2.0, 4.0], [8.0, 16.0, 32.0]]))
    added = found.by_source(np.array([2, 0, 2]), 3)
    assert added.contributions.tolist() == [[2.0, 0.0, 5.0], [16.0, 0.0, 40.0]]
