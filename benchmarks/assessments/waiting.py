"""How soon an application is assessed that is submitted over HTTP while nothing else is to be done."""

import time
from typing import Any

import httpx

from benchmarks.assessments.applicants import USE_CASE, applicants

LOOKED_AT_EVERY = 0.005
LONGEST_SECONDS = 60.0
WARM_UP = 10


def seconds_until_completed(url: str, api_key: str, count: int, seed: int) -> list[float]:
    """From the beginning of each request that submits one until an answer says COMPLETED, one after the other."""
    headers = {"Authorization": f"Bearer {api_key}"}
    with httpx.Client(base_url=f"{url}/api/v1/applications/", headers=headers, timeout=30) as http:
        found = [_one(http, record) for record in applicants(WARM_UP + count, seed)]
    return found[WARM_UP:]


def _one(http: httpx.Client, record: dict[str, Any]) -> float:
    began = time.monotonic()
    made = http.post("", json={"use_case": USE_CASE, "submit": True, "record": record})
    made.raise_for_status()
    status = f"{made.json()['id']}/ml-assessment/status/"
    while http.get(status).raise_for_status().json()["processing_status"] != "COMPLETED":
        if time.monotonic() - began > LONGEST_SECONDS:
            raise SystemExit(f"an application was not assessed within {LONGEST_SECONDS:g} s")
        time.sleep(LOOKED_AT_EVERY)
    return time.monotonic() - began
