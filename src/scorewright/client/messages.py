"""What goes out and what comes back, as values: nothing here talks to anybody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Request:
    """One request, which may be sent more than once.

    ``repeatable`` says that doing it twice does no more than doing it once. ``upload`` is a file to send as a form,
    ``into`` where a successful answer's body is written, ``patience_seconds`` what it may take more than others.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    upload: Path | None = None
    into: Path | None = None
    repeatable: bool = True
    patience_seconds: float = 0.0

    @property
    def keyed(self) -> bool:
        """Whether the service knows a second copy of it for what it is."""
        return "Idempotency-Key" in self.headers


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that came whole; the names of ``headers`` are in lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def successful(self) -> bool:
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Silence:
    """No answer, or not the whole of one. Unless ``reached``, the service cannot have got the request."""

    words: str
    reached: bool


Heard = Answer | Silence
