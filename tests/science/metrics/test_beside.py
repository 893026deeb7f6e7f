import numpy as np
import pytest
from numpy.typing import NDArray

from scorewright.science.metrics.beside import Judged, is_measurable, lowest_group_roc_auc, score_psi
from scorewright.science.metrics.ranking import roc_auc


def drawn(rows: int, seed: int, lift: float = 2.0) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    rng = np.random.default_rng(seed)
    y = (np.arange(rows) % 4 == 0).astype(np.int64)
    return y, 1 / (1 + np.exp(-(lift * y + rng.normal(size=rows) - 1)))


def judged(weights: NDArray[np.float64] | None = None, taught: NDArray[np.float64] | None = None) -> Judged:
    """South is ranked by chance; the west, of nine positives, the wrong way round."""
    parts = {"north": drawn(400, 1), "south": drawn(400, 2, 0.0), "west": drawn(36, 3, -9.0)}
    y, p = (np.concatenate([part[side] for part in parts.values()]) for side in (0, 1))
    names = np.repeat(np.array([*parts], dtype=object), [len(part[0]) for part in parts.values()])
    return Judged(
        y=y, p=p, groups={"region": names, "sex": np.full(len(y), "f", object)}, taught=taught, weights=weights
    )


def test_lowest_group_roc_auc__groups_of_several_fields__is_that_of_the_worst_that_is_large_enough() -> None:
    one = judged()
    south = one.groups["region"] == "south"
    found = lowest_group_roc_auc(one, np.random.default_rng(1))
    assert found.value == roc_auc(one.y[south], one.p[south])
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value < found.high < 0.6
    assert lowest_group_roc_auc(one, np.random.default_rng(1)) == found


def test_lowest_group_roc_auc__rows_that_stand_for_several__weighs_them() -> None:
    y, p = judged().y, judged().p
    twice = judged(np.where(p > 0.5, 2.0, 1.0))
    rows = np.repeat(np.arange(len(y)), np.where(p > 0.5, 2, 1))
    spread = Judged(y=y[rows], p=p[rows], groups={name: of[rows] for name, of in twice.groups.items()})
    again = lowest_group_roc_auc(spread, np.random.default_rng(1)).value
    assert lowest_group_roc_auc(twice, np.random.default_rng(1)).value == pytest.approx(again)


@pytest.mark.parametrize("groups", [{}, {"region": np.repeat(np.array(["a", "b"], object), 50)}])
def test_lowest_group_roc_auc__no_group_that_is_large_enough__is_none(groups: dict[str, NDArray[np.object_]]) -> None:
    y, p = drawn(100, 4)
    assert lowest_group_roc_auc(Judged(y=y, p=p, groups=groups), np.random.default_rng(1)).value is None


def test_is_measurable__needs_fifty_of_either_outcome() -> None:
    assert [is_measurable(100, 50), is_measurable(99, 50), is_measurable(200, 49), is_measurable(200, 151)] == [
        *(True, False, False, False)
    ]


def test_score_psi__other_scores_in_training__is_large_and_has_no_interval() -> None:
    rng = np.random.default_rng(1)
    p = judged().p
    same, other = (score_psi(judged(taught=taught), rng) for taught in (rng.permutation(p), p**3))
    assert same.value == pytest.approx(0, abs=0.01)
    assert other.value is not None
    assert other.value > 0.25
    assert (other.low, other.high) == (None, None)
    assert score_psi(judged(), rng).value is None
