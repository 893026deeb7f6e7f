"""Addresses of the service for which the client has no method."""

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import httpx

from scorewright.project.simulation.refusals import SimulationError


class PlainCalls:
    """JSON over HTTP, as anybody's program would do it."""

    def __init__(self, url: str, key: str) -> None:
        self._http = httpx.Client(base_url=f"{url}/api/v1", headers={"Authorization": f"Bearer {key}"}, timeout=120)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def get(self, path: str, **query: str) -> Any:
        """The JSON at ``path``. Raises SimulationError where the service refuses."""
        return self._told("GET", path, params=query)

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """The answer to ``body``. Raises SimulationError where the service refuses."""
        return self._told("POST", path, json=body or {})

    def patch(self, path: str, body: Mapping[str, Any]) -> Any:
        """The answer to a change. Raises SimulationError where the service refuses."""
        return self._told("PATCH", path, json=body)

    def _told(self, method: str, path: str, **request: Any) -> Any:
        answer = self._http.request(method, path, **request)
        if not answer.is_success:
            raise SimulationError(f"{method} {path} was answered with {answer.status_code}: {_why(answer)}")
        return answer.json()


def _why(answer: httpx.Response) -> str:
    try:
        body = answer.json()
    except ValueError:
        return answer.text[:200]
    return str(body.get("errors") or body.get("detail") or body)[:500]
