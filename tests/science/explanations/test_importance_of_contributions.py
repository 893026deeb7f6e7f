from scorewright.science.explanations.importance_of_contributions import mean_absolute_contributions


def test_mean_absolute_contributions__no_rows__nothing() -> None:
    assert mean_absolute_contributions([]) == {}
