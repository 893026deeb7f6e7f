"""May this version decide? The one place that answers."""

from collections.abc import Iterator
from dataclasses import asdict

from scorewright.declare.gates import GateResult as JudgedGate
from scorewright.declare.use_case import UseCase
from scorewright.loop.registry import artefacts
from scorewright.loop.registry.models import GateResult, ModelVersion
from scorewright.science.artefacts.admission import ArtefactRefused
from scorewright.science.artefacts.running import load


def objections(version: ModelVersion, use_case: UseCase) -> Iterator[str]:
    """Why ``version`` must not go into production; nothing where it may."""
    yield from (
        f"gate failed: {gate.name} is {gate.value}, must be {gate.operator} {gate.threshold}"
        for gate in _judged(version, use_case)
        if not gate.passed
    )
    if not version.certificate:
        yield "there is no parity certificate"
    yield from faults(version, use_case)


def faults(version: ModelVersion, use_case: UseCase) -> Iterator[str]:
    """Why ``version`` could not answer at all, whatever it passed once."""
    if version.features != feature_list(use_case):
        yield "it was trained on other features than the use case declares today"
    try:
        load(artefacts.fetch(version.artefact_sha256))
    except (artefacts.ArtefactUnusableError, ArtefactRefused) as error:
        yield str(error)


def _judged(version: ModelVersion, use_case: UseCase) -> Iterator[JudgedGate | GateResult]:
    """The gates as they are declared today, on the metrics that were measured, and those that failed in training."""
    for gate in use_case.gates:
        yield gate.judge(version.metrics.get(gate.metric, {}).get("value"))
    declared = {(gate.metric, gate.operator, gate.threshold) for gate in use_case.gates}
    for found in version.gates.filter(passed=False):
        if (found.name, found.operator, found.threshold) not in declared:
            yield found


def feature_list(use_case: UseCase) -> list[dict[str, object]]:
    """The inputs that a model of ``use_case`` must have, as a version keeps them."""
    return [asdict(feature.column) for feature in use_case.features]
