"""What goes out and what comes back, as values: nothing here talks to anybody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote
from uuid import UUID

JSON = "application/json"
UPLOAD_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Request:
    """One request, which may be sent more than once: it only reads, changes nothing the second time, or has a key.

    ``upload`` is a file to send as a form, ``into`` where a successful answer's body is written, ``patience_seconds``
    what it may take more than others.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    upload: Path | None = None
    into: Path | None = None
    patience_seconds: float = 0.0


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
    """No answer, or not the whole of one: the service may have got the request, or not."""

    words: str


Heard = Answer | Silence


def in_path(part: UUID | str) -> str:
    """``part`` as one segment of a path.

    >>> in_path("a/b")
    'a%2Fb'
    """
    return quote(str(part), safe="")
