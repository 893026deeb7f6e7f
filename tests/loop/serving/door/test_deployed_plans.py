"""Plans as a door makes them."""

from dataclasses import replace
from typing import Literal

import pytest

from scorewright.declare.use_case import UseCase
from scorewright.loop.serving import served_models
from scorewright.loop.serving.loaded_models import LoadedModels
from scorewright.loop.serving.selection import PRODUCTION

GOOD = {"distance": 80, "parcels": 3, "van": "small"}
PATH = "/api/v1/predict/late_delivery/"


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch) -> LoadedModels:
    """Those of a process that has loaded none yet."""
    models = LoadedModels()
    monkeypatch.setattr(served_models, "MODELS", models)
    return models


@pytest.mark.parametrize(("explain", "prepared"), [("always", True), ("asked", False)])
def test_plan__explained_always__reasons_are_ready_before_the_first_question(
    models: LoadedModels,
    use_case: UseCase,
    redeclare,
    open_door,
    *,
    make_caller,
    put_live,
    explain: Literal["asked", "always"],
    prepared: bool,
) -> None:
    explaining = redeclare(decision=replace(use_case.decision, explain=explain))
    version = put_live()
    door = open_door()
    door.run(door.door._plans.plan(version.tenant_id, explaining.name, PRODUCTION))
    runner = models.runner(version.artefact_sha256)
    assert ("_explaining" in vars(runner)) is prepared
    assert make_caller(door).post(GOOD, PATH + "?explain=true").json()["reasons"]
    assert "_explaining" in vars(runner)
