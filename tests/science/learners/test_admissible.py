import numpy as np
import pytest
from numpy.typing import NDArray

from scorewright.science.learners.admissible import check_trainable
from scorewright.science.table import Column, Table

AGE, PLAN = Column("age"), Column("plan", "category")
AGES, PLANS = np.array([1.0, np.nan]), np.array(["a", ""], dtype=object)
OUTCOMES = np.array([0, 1])


def test_check_trainable__missing_values__taken() -> None:
    check_trainable(Table((AGE, PLAN), {"age": AGES, "plan": PLANS}), OUTCOMES)


@pytest.mark.parametrize(
    ("table", "y", "complaint"),
    [
        (Table((), {}), OUTCOMES, "no columns"),
        (Table((AGE,), {"age": AGES[:0]}), OUTCOMES[:0], "no rows"),
        (Table((AGE,), {"age": AGES}), OUTCOMES[:1], r"y has shape \(1,\) for a table of 2 rows"),
        (Table((AGE,), {"age": AGES}), np.array([0, 2]), "nothing but 0 and 1"),
        (Table((AGE,), {"age": AGES}), np.array([0, 0]), "y is constant: every row is 0"),
        (Table((AGE,), {"age": np.array([1, np.inf])}), OUTCOMES, "column age holds infinite values"),
        (Table((AGE, PLAN), {"age": AGES, "plan": PLANS[:1]}), OUTCOMES, "column plan has 1 values, not 2"),
        (
            Table((PLAN,), {"plan": np.array(["a", None], dtype=object)}),
            OUTCOMES,
            "column plan holds values that are not",
        ),
        (Table((AGE, AGE), {"age": AGES}), OUTCOMES, "more than one column is named age"),
        (Table((Column(""),), {"": AGES}), OUTCOMES, "a column has an empty name"),
    ],
)
def test_check_trainable__what_cannot_be_learnt_from__refused_by_name(
    table: Table, y: NDArray[np.int64], complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        check_trainable(table, y)
