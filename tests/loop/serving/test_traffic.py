"""Arms and shadows of a plan, without a database."""

from collections import Counter
from uuid import UUID

import pytest

from scorewright.loop.serving.traffic import Arms, Shadow
from scorewright.science.experiments.assignment import Split

SPLIT = Split((("a", 0.5), ("b", 0.3)))


def arms(experiment: str = "fees", unit_field: str = "customer") -> Arms[str]:
    return Arms(experiment, unit_field, SPLIT, {"a": "plan of a", "b": "plan of b"})


def test_assigned__same_unit__always_the_same_arm() -> None:
    of_unit = {unit: arms().assigned({"customer": unit}).arm for unit in range(200)}
    assert all(arms().assigned({"customer": unit}).arm == arm for unit, arm in of_unit.items())
    assert set(of_unit.values()) == {"a", "b", "holdout"}


def test_assigned__another_experiment__units_are_dealt_anew() -> None:
    same = sum(arms().assigned({"customer": u}) == arms("rates").assigned({"customer": u}) for u in range(1_000))
    assert 300 < same < 460  # 0.5² + 0.3² + 0.2² of them by chance


@pytest.mark.parametrize("record", [{}, {"customer": None}])
def test_assigned__record_without_a_unit__by_chance_in_these_shares(record: dict[str, None]) -> None:
    counts = Counter(arms().assigned(record).arm for _ in range(10_000))
    assert counts["a"] == pytest.approx(5_000, abs=300)  # six standard deviations
    assert counts["b"] == pytest.approx(3_000, abs=275)


def test_assigned__no_unit_declared__by_chance() -> None:
    assert len({arms(unit_field="").assigned({"customer": 7}).arm for _ in range(200)}) == 3


def test_assigned__propensity__is_the_share_of_what_was_given() -> None:
    given = dict(arms().assigned({"customer": unit}) for unit in range(200))
    assert given == pytest.approx({"a": 0.5, "b": 0.3, "holdout": 0.2})


@pytest.mark.parametrize(("share", "low", "high"), [(1.0, 1_000, 1_000), (0.2, 120, 280)])
def test_looks_on__share__of_the_requests(share: float, low: int, high: int) -> None:
    shadow = Shadow(UUID(int=1), UUID(int=2), "v2", share, "plan")
    assert low <= sum(shadow.looks_on() for _ in range(1_000)) <= high
