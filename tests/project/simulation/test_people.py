"""What people do of their own accord, and when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest

from scorewright.declare.catalogue import use_case_named
from scorewright.declare.simulation import World
from scorewright.project.simulation.people import CHALLENGE, FIRST, MISTAKE, Operator

TRAINED = UUID(int=7)
RUNNING = {"id": "1", "state": "running", "verdict": None, "rule": {"words": "To be judged."}}


@dataclass
class Service:
    """Takes whatever is asked of it, and notes it."""

    asked: list[str] = field(default_factory=list)
    experiments: list[dict[str, Any]] = field(default_factory=list)

    @property
    def training(self) -> "Service":
        return self

    def upload(self, path: Any) -> Any:
        return SimpleNamespace(data_id=UUID(int=1))

    def train(self, use_case: str, **config: Any) -> Any:
        self.asked.append(f"train from {config['notes']}")
        return SimpleNamespace(wait=lambda: SimpleNamespace(best_model_id=TRAINED))

    def activate(self, version: UUID, reason: str) -> None:
        self.asked.append(f"activate {version.int}")

    def get(self, path: str, **query: str) -> Any:
        return {"results": self.experiments if path == "/experiments/" else [{"id": "1", "label": "v1"}]}

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        self.asked.append(f"post {path}")
        return RUNNING


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def operator(service: Service, village: World) -> Operator:
    both = cast("Any", service)
    return Operator(both, both, use_case_named("retention"), village, units=100)


def after(acts: Iterator[str], service: Service) -> list[str]:
    assert all(acts)
    return service.asked


def test_act__first_month__a_version_is_trained_and_left_to_its_gates(operator: Operator, service: Service) -> None:
    assert [what.split()[0] for what in after(operator.act(FIRST), service)] == ["train"]


def test_act__month_of_the_mistake__what_was_trained_is_activated_by_hand(operator: Operator, service: Service) -> None:
    assert after(operator.act(MISTAKE), service)[-1] == "activate 7"


def test_act__month_of_the_challenge__an_experiment_begins(operator: Operator, service: Service) -> None:
    assert after(operator.act(CHALLENGE), service)[-1] == "post /experiments/"


@pytest.mark.parametrize(
    ("state", "outcome", "done"),
    [
        ("running", None, []),
        ("running", "tie", []),
        ("running", "winner", ["post /experiments/1/stop/"]),
        ("interrupted", "tie", ["post /experiments/"]),
        ("stopped", "winner", []),
    ],
)
def test_heed__experiment__begun_again_where_interrupted_and_ended_where_it_found_a_winner(
    operator: Operator, service: Service, state: str, outcome: str | None, done: list[str]
) -> None:
    list(operator.act(CHALLENGE))
    service.asked.clear()
    service.experiments = [RUNNING | {"state": state, "verdict": outcome and {"outcome": outcome}}]
    assert after(operator.heed(), service) == done


def test_heed__nobody_has_challenged_yet__nothing(operator: Operator, service: Service) -> None:
    service.experiments = [RUNNING | {"state": "interrupted"}]
    assert after(operator.heed(), service) == []
