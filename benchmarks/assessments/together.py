"""How soon many applications are assessed that are sent over HTTP by lists, while the workers work on them."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any

import httpx

from benchmarks.assessments.applicants import USE_CASE, applicants

AT_ONCE = 500
CLIENTS = 2
LOOKED_AT_EVERY = 0.1
LONGEST_SECONDS = 600.0


def seconds_until_all_are_completed(url: str, api_key: str, count: int, seed: int) -> tuple[float, float]:
    """From the first request until all are taken in, and until the last is assessed."""
    records = iter(applicants(count, seed))
    parts = list(iter(lambda: list(islice(records, AT_ONCE)), []))
    headers = {"Authorization": f"Bearer {api_key}"}
    with httpx.Client(base_url=f"{url}/api/v1/applications/", headers=headers, timeout=60) as http:
        before, began = _completed(http), time.monotonic()
        with ThreadPoolExecutor(CLIENTS) as pool:
            for sent in pool.map(lambda part: _send(http, part), parts):
                sent.raise_for_status()
        taken_in = time.monotonic() - began
        while (done := _completed(http) - before) < count:
            if time.monotonic() - began > LONGEST_SECONDS:
                raise SystemExit(f"only {done} of {count} were assessed within {LONGEST_SECONDS:g} s")
            time.sleep(LOOKED_AT_EVERY)
        return taken_in, time.monotonic() - began


def _send(http: httpx.Client, records: Sequence[dict[str, Any]]) -> httpx.Response:
    given = [{"record": record, "submit": True} for record in records]
    return http.post("batch/", json={"use_case": USE_CASE, "applications": given})


def _completed(http: httpx.Client) -> int:
    told = http.get("ml-assessments/statistics/").raise_for_status().json()
    return int(told["processing_status"]["COMPLETED"])
