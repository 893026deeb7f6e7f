"""``python -m benchmarks.serving.shadow``: what a shadow costs the answers, at the door without a server.

Rounds with and without a shadow on every request take turns in one process, with the journal that the product has. One
line of JSON: milliseconds of an answer, for one caller at a time and for sixteen.
"""

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from bench_cases.cases import XGBOOST
from benchmarks.service import ROOT, Service, service

ROUNDS = 8
ANSWERS = 1_600
CALLERS = (1, 16)
NEWS_SECONDS = 1.2
PATH = f"/api/v1/predict/{XGBOOST.name}/"
BODY = json.dumps(dict(XGBOOST.examples[0])).encode()


def main() -> None:
    """Trains a model twice, and has the second look at what the first decides."""
    with tempfile.TemporaryDirectory(prefix=".bench-", dir=ROOT) as name, service(Path(name) / "home") as running:
        versions = [running.command("train", XGBOOST.name) for _ in range(2)]
        print(f"trained {len(versions)} models", file=sys.stderr)
        os.environ |= {**running.environment, "DJANGO_SETTINGS_MODULE": "scorewright.project.settings"}
        import django  # noqa: PLC0415 - once its settings are known

        django.setup()
        print(json.dumps(asyncio.run(_measured(running))))


async def _measured(running: Service) -> dict[str, Any]:
    from django.core.asgi import get_asgi_application  # noqa: PLC0415 - needs Django

    from scorewright.project.web.door import door  # noqa: PLC0415

    opened = door(get_asgi_application())
    await opened.start()
    ask = _asking(opened, running.key)
    times: dict[tuple[int, bool], list[float]] = {}
    try:
        for _ in range(ROUNDS):
            for shadowed in (False, True):
                await asyncio.to_thread(_open if shadowed else _end)
                await asyncio.sleep(NEWS_SECONDS)
                for callers in CALLERS:
                    times.setdefault((callers, shadowed), []).extend(await _round(ask, callers))
        await asyncio.to_thread(_end)
    finally:
        await opened.stop()
    return {"answers": ROUNDS * ANSWERS, **_figures(times), **await asyncio.to_thread(_looked_at)}


def _asking(door: Any, key: str) -> Callable[[], Any]:
    headers = [(b"authorization", b"Bearer " + key.encode()), (b"content-length", b"%d" % len(BODY))]
    scope = {"type": "http", "method": "POST", "path": PATH, "query_string": b"", "headers": headers}

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": BODY}

    async def ask() -> float:
        begun, status = perf_counter(), []

        async def send(message: dict[str, Any]) -> None:
            status.append(message.get("status"))

        await door(scope, receive, send)
        if status[0] != 200:
            raise RuntimeError(f"an answer has status {status[0]}")
        return perf_counter() - begun

    return ask


async def _round(ask: Callable[[], Any], callers: int) -> list[float]:
    async def caller() -> list[float]:
        return [await ask() for _ in range(ANSWERS // callers)]

    return [seconds for each in await asyncio.gather(*(caller() for _ in range(callers))) for seconds in each]


def _figures(times: dict[tuple[int, bool], list[float]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for callers in CALLERS:
        plain, shadowed = times[callers, False], times[callers, True]
        found[f"callers_{callers}"] = {
            "median_ms": round(median(plain) * 1000, 3),
            "median_ms_with_shadow": round(median(shadowed) * 1000, 3),
            "ratio": round(median(shadowed) / median(plain), 3),
            "p99_ms": round(quantiles(plain, n=100)[98] * 1000, 3),
            "p99_ms_with_shadow": round(quantiles(shadowed, n=100)[98] * 1000, 3),
        }
    return found


def _open() -> None:
    from scorewright.loop.deployment.traffic.actions import Part, start  # noqa: PLC0415 - needs Django
    from scorewright.loop.registry.models import ModelVersion  # noqa: PLC0415
    from scorewright.project.commands.tenant_scope import FIRST_TENANT, acting_for  # noqa: PLC0415

    with acting_for(FIRST_TENANT):
        challenger = ModelVersion.objects.get(use_case=XGBOOST.name, number=2)
        shadows = [Part(version_id=challenger.pk)]
        start(use_case=XGBOOST.name, by="benchmark", reason="measured", shadows=shadows)


def _end() -> None:
    from scorewright.loop.deployment.traffic.actions import end_if_open  # noqa: PLC0415 - needs Django
    from scorewright.project.commands.tenant_scope import FIRST_TENANT, acting_for  # noqa: PLC0415

    with acting_for(FIRST_TENANT):
        end_if_open(use_case=XGBOOST.name, by="benchmark", reason="measured")


def _looked_at() -> dict[str, int]:
    from scorewright.loop.deployment.models import ShadowDecision  # noqa: PLC0415 - needs Django
    from scorewright.project.commands.tenant_scope import FIRST_TENANT, acting_for  # noqa: PLC0415

    with acting_for(FIRST_TENANT):
        return {"looked_at": ShadowDecision.objects.count(), "of": ROUNDS * ANSWERS * len(CALLERS)}


if __name__ == "__main__":
    main()
