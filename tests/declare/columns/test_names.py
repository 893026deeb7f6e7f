import pytest

from scorewright.declare.catalogue import use_case_named
from scorewright.declare.columns import ColumnsError, check_columns


def test_columns__very_many_unknown_ones__some_named_and_the_others_counted() -> None:
    use_case = use_case_named("retention")
    with pytest.raises(ColumnsError) as refused:
        check_columns(use_case, [f"{'x' * 1000}{number:06d}" for number in range(100_000)])
    assert len(str(refused.value)) < 1500
    assert "(and 99990 more) is no field of retention" in str(refused.value)
