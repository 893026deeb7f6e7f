"""Evaluating a version: everything that a committee asks of it, from what the version itself keeps."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from scorewright.declare.catalogue import use_case_named
from scorewright.loop.registry import artefacts
from scorewright.loop.registry.holdouts import holdout_of
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.training.evaluation.finding_out import Known, find_out, parts
from scorewright.loop.training.evaluation.model import Evaluation
from scorewright.loop.training.evaluation.plots import PLOTS, drawn
from scorewright.loop.training.steps import OnStep, Step
from scorewright.science.artefacts.running import load

STAGE = "evaluating"


def evaluate_version(
    *, version: ModelVersion, by: str, on_step: OnStep = lambda _: None, seed: int | None = None, plots: bool = True
) -> Evaluation:
    """Measure ``version`` on its hold-out, ask its artefact what it looks at, draw the figures, and keep it all.

    ``seed`` is the use case's own where None: the metrics are then those of the training. Raises UnknownUseCaseError,
    HoldoutUnusableError, ArtefactUnusableError, ArtefactRefused and AnswersDifferError; what ``on_step`` raises stops
    the work, and nothing is kept.
    """
    found = examined(version, on_step=on_step, seed=seed, plots=plots)
    return keep(version=version, found=found, by=by)


@dataclass(frozen=True)
class Examined:
    """What there is to keep of an evaluation: ``figures`` are PNG by name."""

    findings: Mapping[str, object]
    figures: Mapping[str, bytes]
    seconds: float


def examined(
    version: ModelVersion, *, on_step: OnStep = lambda _: None, seed: int | None = None, plots: bool = True
) -> Examined:
    """``evaluate_version`` without keeping anything: the database is not asked."""
    started = time.perf_counter()
    use_case = use_case_named(version.use_case)
    holdout = holdout_of(version)
    runner = load(artefacts.fetch(version.artefact_sha256))
    done, total = 0, parts(holdout) + 1

    def on_part() -> None:
        nonlocal done
        done += 1
        on_step(Step(STAGE, done, total))

    findings = find_out(
        use_case,
        holdout,
        runner,
        known=Known(metrics=version.metrics, confusion=version.confusion, importance=version.importance),
        seed=use_case.training.seed if seed is None else seed,
        on_part=on_part,
    )
    figures = drawn(use_case, holdout, findings) if plots else {}
    on_part()
    return Examined(findings.to_json(), figures, time.perf_counter() - started)


@transaction.atomic
def keep(*, version: ModelVersion, found: Examined, by: str) -> Evaluation:
    """Keep what was found, and the figures by their content."""
    return Evaluation.objects.create(
        version=version,
        findings=found.findings,
        plots={name: PLOTS.store(content) for name, content in found.figures.items()},
        seconds=found.seconds,
        created_by=by,
    )
