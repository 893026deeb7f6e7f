"""What a training says of itself in its job."""

import uuid
from dataclasses import replace

from scorewright.loop.retraining.running.telling import MOST_WARNINGS, warnings_of
from scorewright.science.quality.finding import Finding
from scorewright.science.quality.limits import QualityLimits


def _messages(lines: list[str]) -> list[str]:
    return [line.partition(" ")[2] for line in lines]


def test_logs__trained__stages_rows_means_and_the_best(done) -> None:
    means = {learner: found["mean"] for learner, found in done.run.selection.items()}
    first, second = sorted(means, key=means.__getitem__, reverse=True)
    best = done.run.best
    found = f"roc_auc {best.metrics['roc_auc']['value']:.4f} on the hold-out"
    job = done.ask("get", f"/jobs/{done.run.job_id}").json()
    assert _messages(job["logs"]) == [
        "checking the data",
        "choosing the learner",
        "fitting, converting, certifying, measuring",
        "400 rows from made in the tests; 100 of them were set apart as the hold-out",
        f"roc_auc, mean of the folds: {first} {means[first]:.4f}, {second} {means[second]:.4f}",
        f"the best is {best.label} ({first}): {found}",
    ]
    assert job["warnings"] == []


def test_logs__evaluated__the_rows_and_the_figures(done) -> None:
    from scorewright.loop.jobs.queries import job
    from scorewright.loop.jobs.running import run_job
    from scorewright.loop.tenancy.scope import acting

    best = done.run.best
    job_id = uuid.UUID(done.ask("post", f"/evaluate/{best.pk}", generate_plots=False).json()["task_id"])
    run_job(done.tenant_id, job_id)
    with acting(done.tenant_id, actor="test"):
        (line,) = job(job_id).log
    assert line["message"] == f"{best} was measured on 100 rows; 0 figures were drawn"


def test_warnings__quality_report_warns__in_the_job(ask, trained, redeclare, use_case) -> None:
    small = replace(use_case.training, quality=QualityLimits(minimum_group_rows=134))
    redeclare(group_field="van", training=small)
    job = ask("get", f"/jobs/{trained().job_id}").json()
    assert _messages(job["warnings"]) == [
        "Group (missing) has 133 rows; with fewer than 134 its figures mean little.",
        "Group large has 133 rows; with fewer than 134 its figures mean little.",
    ]


def test_warnings_of__more_than_anybody_reads__the_first_and_how_many_more() -> None:
    findings = [Finding("outliers", f"f{number}", "warning", f"f{number}.") for number in range(MOST_WARNINGS + 3)]
    told = list(warnings_of([Finding("size", None, "error", "no warning."), *findings]))
    assert told[:2] == ["f0.", "f1."]
    assert told[MOST_WARNINGS:] == ["3 more warnings are in the data-quality report of each version."]
