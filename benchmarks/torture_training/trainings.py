"""Trainings that were asked for over HTTP, and what became of them."""

import json
from typing import Any, Self

import httpx

from benchmarks.torture.product import USE_CASE, Product
from scorewright.project.first_start.credentials import kept

ENDED = ("completed", "failed", "cancelled")
ALGORITHMS = ["logistic_regression", "decision_tree"]
CONFIG = {
    "use_case": USE_CASE,
    "algorithms": ALGORITHMS,
    "hyperparameter_tuning": "random_search",
    "tuning_iterations": 20,
}


class Trainings:
    """Every one that was promised by a 202."""

    def __init__(self, running: Product) -> None:
        transport = httpx.HTTPTransport(retries=5)
        headers = {"Authorization": f"Bearer {kept(running.home).admin_key}"}
        url = f"{running.url}/api/v1/model-training"
        self._client = httpx.Client(base_url=url, headers=headers, timeout=60, transport=transport)
        self._asked: list[str] = []
        self._before: frozenset[str] = frozenset(self._registered())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def ask(self) -> None:
        """One more; each has a seed of its own."""
        answer = self._client.post("/train", content=json.dumps({**CONFIG, "random_state": len(self._asked)}))
        answer.raise_for_status()
        self._asked.append(str(answer.json()["job_id"]))

    def states(self) -> dict[str, str]:
        """The status of each job."""
        return {job_id: str(self._job(job_id)["status"]) for job_id in self._asked}

    def verdict(self) -> dict[str, Any]:
        """How many ended, and what was lost or is there twice.

        Lost is a job that has ended without its versions or a reason; double is a version that no job, or more than one
        of them, names, and a job with more than one version of a learner.
        """
        jobs = [self._job(job_id) for job_id in self._asked]
        claimed = [model for job in jobs for model in job["trained_models"]]
        registered = self._registered() - self._before
        completed = [job for job in jobs if job["status"] == "completed"]
        failed = [job for job in jobs if job["status"] == "failed"]
        lost = sum(len(job["trained_models"]) != len(ALGORITHMS) for job in completed)
        lost += sum(not job["error_message"] for job in failed) + len(set(claimed) - registered)
        return {
            "jobs": len(jobs),
            "ended": len(completed) + len(failed),
            "completed": len(completed),
            "failed": sorted({job["error_message"] for job in failed}),
            "lost": lost,
            "doubled": len(claimed) - len(set(claimed)) + len(registered - set(claimed)),
        }

    def _job(self, job_id: str) -> dict[str, Any]:
        answer = self._client.get(f"/jobs/{job_id}")
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def _registered(self) -> set[str]:
        """The ids of all versions."""
        found: set[str] = set()
        after = None
        while True:
            page = self._client.get("/models", params={"limit": 200, **({"after": after} if after else {})}).json()
            found |= {model["model_id"] for model in page["models"]}
            after = page["next"]
            if after is None:
                return found
