"""``python -m benchmarks.outcomes``: what questions about outcomes cost where there are many decisions.

One line of JSON for each question, with the seconds that it took.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.outcomes.rows import DAYS, VERSIONS, write
from benchmarks.service import ROOT, service
from scorewright.declare.catalogue import use_case_named

USE_CASE = "retention"


def main() -> None:
    """Writes the rows, and asks."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.outcomes", description=__doc__)
    parser.add_argument("--decisions", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="a folder in which the rows stay, and are found the next time")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix=".bench-", dir=ROOT) as name:
        home = asked.keep or Path(name) / "home"
        is_there = home.exists()
        with service(home) as running:
            os.environ |= {**running.environment, "DJANGO_SETTINGS_MODULE": "scorewright.project.settings"}
            import django  # noqa: PLC0415 - once its settings are known

            django.setup()
            if not is_there:
                _fill(running.admin_url, asked.decisions)
            _ask()


def _fill(admin_url: str, count: int) -> None:
    from django.utils import timezone  # noqa: PLC0415 - needs Django

    from scorewright.loop.deployment.models import TrafficPlan, TrafficShare  # noqa: PLC0415
    from scorewright.loop.registry.models import ModelVersion, Status  # noqa: PLC0415
    from scorewright.project.commands.tenant_scope import FIRST_TENANT, acting_for  # noqa: PLC0415

    began = perf_counter()
    with acting_for(FIRST_TENANT):
        statuses = [Status.RETIRED] * (VERSIONS - 1) + [Status.PRODUCTION, Status.STAGING]
        versions = [
            ModelVersion.objects.create(use_case=USE_CASE, number=number, status=status, **_OF_A_VERSION)
            for number, status in enumerate(statuses, 1)
        ]
        live, shadow = versions[-2:]
        plan = TrafficPlan.objects.create(use_case=USE_CASE, production=live, reason="bench", by="bench")
        TrafficShare.objects.create(plan=plan, role=TrafficShare.Role.SHADOW, name="shadow", version=shadow, share=1.0)
    write(
        admin_url, tenant=plan.tenant_id, use_case=use_case_named(USE_CASE), count=count, now=timezone.now(),
        plan=plan.pk, production=live.pk, shadow=shadow.pk,
    )  # fmt: skip
    print(f"{count:,} decisions written in {perf_counter() - began:.0f} s", file=sys.stderr)


def _ask() -> None:
    from django.utils import timezone  # noqa: PLC0415 - needs Django

    from scorewright.loop.outcomes.performance.queries import performance  # noqa: PLC0415
    from scorewright.loop.outcomes.performance.question import ask  # noqa: PLC0415
    from scorewright.loop.outcomes.shadows.comparing import compare  # noqa: PLC0415
    from scorewright.loop.registry.models import ModelVersion  # noqa: PLC0415
    from scorewright.project.commands.tenant_scope import FIRST_TENANT, acting_for  # noqa: PLC0415

    now, use_case = timezone.now(), use_case_named(USE_CASE)
    with acting_for(FIRST_TENANT):
        shadow = ModelVersion.objects.get(use_case=USE_CASE, number=VERSIONS + 1)
    group = f"group:{use_case.told_groups[0]}"
    years = now - timedelta(days=DAYS + 1)
    questions: dict[str, Callable[[], Any]] = {
        "by version": lambda: performance(ask(use_case, by="version", now=now)),
        "by group": lambda: performance(ask(use_case, by=group, now=now)),
        "by week": lambda: performance(ask(use_case, by="week", now=now)),
        "by version, all": lambda: performance(ask(use_case, by="version", since=years, now=now)),
        "by group, all": lambda: performance(ask(use_case, by=group, since=years, now=now)),
        "shadow": lambda: compare(shadow.pk, as_of=now),
    }
    for name, question in questions.items():
        with acting_for(FIRST_TENANT):
            began = perf_counter()
            question()
            seconds = perf_counter() - began
        print(json.dumps({"asked": name, "seconds": round(seconds, 1)}), flush=True)


_OF_A_VERSION: dict[str, Any] = {
    "algorithm": "logistic_regression", "parameters": {}, "features": [], "data_source": "bench",
    "data_fingerprint": "", "training_rows": 1, "holdout_rows": 1, "cross_validation": {}, "metrics": {},
    "confusion": {}, "quality": {}, "certificate": {}, "artefact_sha256": "", "artefact_bytes": 0,
    "training_seconds": 1.0, "created_by": "bench",
}  # fmt: skip

if __name__ == "__main__":
    main()
