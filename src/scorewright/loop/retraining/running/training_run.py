"""One training as a job: the rows, the fits, the versions, and what the activation policy says of the best."""

import os
from collections.abc import Mapping
from concurrent.futures.process import BrokenProcessPool
from datetime import timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from scorewright.declare.use_case import UseCase
from scorewright.loop.deployment.actions import consider
from scorewright.loop.jobs.handle import JobHandle
from scorewright.loop.jobs.models import Job
from scorewright.loop.jobs.retries import Retries
from scorewright.loop.notifications.actions import notify
from scorewright.loop.retraining.config import TrainingConfig
from scorewright.loop.retraining.models import TrainingRun
from scorewright.loop.retraining.planning import planned
from scorewright.loop.retraining.rows.data_sources import dataset_for
from scorewright.loop.retraining.running.progress import WHOLE, Progress
from scorewright.loop.retraining.running.telling import lines_of, warnings_of
from scorewright.loop.tenancy.scope import acting
from scorewright.loop.training.actions import Registered, Trained, fit, register_all
from scorewright.loop.training.search.trial_rows import InDatabase

AGAIN = Retries(most=3, delays=(timedelta(minutes=5),), on=(OSError, BrokenProcessPool))


def run_training(handle: JobHandle) -> Mapping[str, Any]:
    """Train, register and let the policy judge; an interrupted one goes on behind what is registered already."""
    with acting(handle.tenant_id, actor=handle.actor):
        run = _run_of(handle)
    if handle.saved is None:
        config = TrainingConfig.model_validate(run.config)
        use_case = planned(config)
        longest = timedelta(minutes=config.max_training_time_minutes)
        with Progress(handle, longest) as progress:
            with acting(handle.tenant_id, actor=handle.actor):
                dataset = dataset_for(config, use_case, now=timezone.now())
            trained = fit(
                use_case=use_case,
                dataset=dataset,
                on_step=progress,
                keeper=InDatabase(partial(acting, handle.tenant_id, actor=handle.actor)),
                processes=None if config.n_jobs < 0 else min(config.n_jobs, os.cpu_count() or 1),
            )
        _keep(handle, run, use_case, trained)
    return _judged(handle)


def tell_of_failure(job: Job, error: str) -> None:
    """Once the job will not be tried again, whatever ended it."""
    run = TrainingRun.objects.get(job=job)
    notify(
        event="training.failed",
        title=f"Training of {run.use_case} failed",
        message=error,
        data={"job_id": str(job.pk), "use_case": run.use_case, "error": error},
    )


def _keep(handle: JobHandle, run: TrainingRun, use_case: UseCase, trained: Trained) -> None:
    """Versions, run and what is said of them in one transaction with the checkpoint: once, or not yet."""
    with acting(handle.tenant_id, actor=handle.actor):
        handle.check_cancelled()
        registered = register_all(trained=trained, by=run.by)
        _note(run, registered, use_case.training.target_metric)
        run.save()
        handle.checkpoint({"registered": len(registered.versions)})
        for line in lines_of(registered):
            handle.log(line)
        for warning in (*warnings_of(trained.quality.findings), *_refusals(trained.refused)):
            handle.warn(warning)


def _note(run: TrainingRun, registered: Registered, metric: str) -> None:
    trained = registered.trained
    run.rows = len(trained.data.labels)
    run.data_source = trained.data.source
    run.best = registered.best
    run.versions = [str(version.pk) for version in registered.versions]
    run.refused = dict(trained.refused)
    run.selection = {
        learner: {
            "metric": metric,
            "mean": found.mean,
            "sd": found.sd,
            "folds": list(found.folds),
            "tuning": trained.tuned[learner].told() if learner in trained.tuned else None,
        }
        for learner, found in trained.selection.items()
    }


def _judged(handle: JobHandle) -> Mapping[str, Any]:
    handle.progress(WHOLE - 10, WHOLE, "asking the activation policy")
    with acting(handle.tenant_id, actor=handle.actor):
        handle.check_cancelled()
        run = _run_of(handle)
        if run.verdict is None:
            run.verdict = _verdict(run)
            run.save(update_fields=["verdict"])
            _tell(run)
    handle.progress(WHOLE, WHOLE, "done")
    return _result(run)


def _verdict(run: TrainingRun) -> dict[str, Any]:
    if run.best is None:
        return {"activated": False, "reasons": _refusals(run.refused)}
    found = consider(version_id=run.best.pk, by=run.by, trigger=run.trigger)
    return {"activated": found.activated, "reasons": list(found.reasons)}


def _refusals(refused: Mapping[str, str]) -> list[str]:
    return [f"{learner} gave no version: {reason}" for learner, reason in refused.items()]


def _tell(run: TrainingRun) -> None:
    verdict, best = run.verdict or {}, run.best
    waits = not verdict["activated"] and bool(verdict["reasons"])
    ending = "was activated" if verdict["activated"] else "waits for a person"
    notify(
        event="training.needs_review" if waits else "training.completed",
        title=f"Training of {run.use_case}: "
        + ("no version" if best is None else f"{best.label} ({best.algorithm}) {ending}"),
        message="; ".join(verdict["reasons"]) or f"{len(run.versions)} versions were registered.",
        data={**_result(run), "use_case": run.use_case, "job_id": str(run.job_id)},
    )


def _result(run: TrainingRun) -> dict[str, Any]:
    return {
        "training_run": str(run.pk),
        "best_model_id": None if run.best_id is None else str(run.best_id),
        "versions": list(run.versions),
        "refused": dict(run.refused),
        "verdict": run.verdict,
    }


def _run_of(handle: JobHandle) -> TrainingRun:
    return TrainingRun.objects.select_related("best", "job").get(job_id=handle.job_id)
