import numpy as np

from scorewright.science.explanations.occlusion import occlusion_attribution


def test_occlusion_attribution__features_of_one_source__hidden_together() -> None:
    rows, means = np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 1.0]]), np.array([0.5, 0.0, 1.0])
    found = occlusion_attribution(
        lambda x: x[:, 0] * x[:, 1] + x[:, 2], rows, means, places=np.array([0, 0, 1]), sources=2
    )
    assert found.contributions.tolist() == [[2.0, 2.0], [0.0, 0.0]]
    assert found.base.tolist() == [1.0, 1.0]


def test_occlusion_attribution__source_without_features__nothing() -> None:
    found = occlusion_attribution(lambda x: x[:, 0], np.array([[2.0]]), np.zeros(1), np.array([1]), sources=2)
    assert found.contributions.tolist() == [[0.0, 2.0]]
