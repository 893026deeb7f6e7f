import numpy as np

from scorewright.science.learners.training import train
from scorewright.science.table import Column, Table


def test_neural_network__one_positive_in_twenty__does_not_stop_before_it_has_learnt() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=3000)
    y = (rng.random(3000) < 1 / (1 + np.exp(4.5 - 2 * x))).astype(np.int64)
    probability = train("neural_network", Table((Column("x"),), {"x": x}), y, seed=1).probability(
        Table((Column("x"),), {"x": np.array([-2.0, 0.0, 2.0])})
    )
    np.testing.assert_allclose(probability, 1 / (1 + np.exp(4.5 - 2 * np.array([-2.0, 0.0, 2.0]))), atol=0.1)
    assert probability[2] > 0.3
