"""The running service, as a program elsewhere would talk to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import httpx


class ServiceError(Exception):
    """The service does not answer as it should; the message says how."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and JSON of one answer."""

    status: int
    body: Mapping[str, Any]


class Client:
    """A client of the API; one connection is kept open."""

    def __init__(self, url: str, key: str) -> None:
        self._client = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def predict(self, use_case: str, record: Mapping[str, Any]) -> Answer:
        """Ask for a decision."""
        return self._ask("POST", f"/api/v1/predict/{use_case}/", json=record)

    def report_outcome(self, decision_id: str, value: object) -> Answer:
        """Say what really happened."""
        return self._ask("POST", f"/api/v1/decisions/{decision_id}/outcome/", json={"value": value})

    def answers(self) -> bool:
        """Whether anything listens there."""
        try:
            self._client.get("/healthz")
        except httpx.TransportError:
            return False
        return True

    def summary(self, use_case: str, since: datetime) -> Mapping[str, Any]:
        """How many decisions and outcomes the service has kept since then."""
        return self._found("/api/v1/decisions/summary/", use_case=use_case, since=since.isoformat())

    def production(self, use_case: str) -> Mapping[str, Any] | None:
        """The version that decides."""
        found = self._found("/api/v1/models/", use_case=use_case, status="production")["results"]
        return found[0] if found else None

    def _found(self, path: str, **query: str) -> Mapping[str, Any]:
        answer = self._ask("GET", path, params=query)
        if answer.status != httpx.codes.OK:
            raise ServiceError(f"GET {path} was answered with {answer.status}: {answer.body.get('detail', '')}")
        return answer.body

    def _ask(self, method: str, path: str, **request: Any) -> Answer:
        try:
            response = self._client.request(method, path, **request)
            return Answer(response.status_code, response.json())
        except httpx.TransportError as error:
            raise ServiceError(
                f"no answer from {self._client.base_url}: is `scorewright up` running? ({type(error).__name__})"
            ) from error
        except ValueError as error:
            raise ServiceError(f"{method} {path} was not answered with JSON: is it Scorewright?") from error
