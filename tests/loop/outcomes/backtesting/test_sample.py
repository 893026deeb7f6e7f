from uuid import UUID

import numpy as np
import pytest

from scorewright.loop.outcomes.backtesting.sample import Rows, Sample

IDS = [UUID(int=number) for number in range(1, 1001)]


def rows(numbers) -> Rows:
    values = np.array(list(numbers), dtype=np.float64)
    return Rows(
        (values % 2).astype(np.int64),
        values / 1000,
        values / 2000,
        values + 1,
        {"sex": (values % 3).astype(str).astype(object)},
    )


def drawn(at_once: int, most: int = 100, seed: int = 7) -> Sample:
    sample = Sample(["sex"], seed, most)
    for start in range(0, len(IDS), at_once):
        some = range(start, min(start + at_once, len(IDS)))
        sample.add([IDS[number] for number in some], rows(some))
    return sample


@pytest.mark.parametrize("at_once", [1, 33, 1000])
def test_sample__pages_of_any_size__keep_the_same_rows_whole(at_once) -> None:
    found, expected = drawn(at_once).rows, drawn(250).rows
    assert len(found) == 100
    assert found.a.tolist() == expected.a.tolist()
    assert found.b.tolist() == [value / 2 for value in found.a.tolist()]
    assert found.weights.tolist() == pytest.approx([value * 1000 + 1 for value in found.a.tolist()])
    assert found.outcomes.tolist() == [round(value * 1000) % 2 for value in found.a.tolist()]
    assert found.groups["sex"].tolist() == [str(float(round(value * 1000) % 3)) for value in found.a.tolist()]


def test_sample__another_seed__draws_others() -> None:
    assert set(drawn(250).rows.a) != set(drawn(250, seed=8).rows.a)


def test_sample__fewer_rows_than_it_takes__keeps_all() -> None:
    assert sorted((drawn(250, most=5000).rows.a * 1000).round()) == list(range(1000))


def test_sample__of_uniform_rows__is_spread_evenly() -> None:
    means = [drawn(250, seed=seed).rows.a.mean() for seed in range(200)]
    assert abs(np.mean(means) - 0.4995) < 0.006  # three standard errors: 0.288 / sqrt(100 * 200) * 3
    assert 0.5 < np.std(means) / (0.288 / np.sqrt(100) * np.sqrt(0.9)) < 1.5


def test_sample__of_nothing__is_empty() -> None:
    sample = Sample(["sex"], 7)
    sample.add([], rows([]))
    assert len(sample.rows) == 0
