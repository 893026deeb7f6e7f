import numpy as np

from scorewright.science.metrics.groups import each_group


def test_each_group__two_fields__every_row_once_a_field() -> None:
    fields = {"sex": np.array(["f", "m", "", "f"], object), "region": np.array(["north"] * 4, object)}
    groups = list(each_group(fields))
    assert [group.name for group in groups] == ["sex missing", "sex f", "sex m", "region north"]
    assert sum(group.rows.sum() for group in groups) == 8
