"""What a job can be: a name, a queue, and the function that does the work."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scorewright.loop.jobs.handle import JobHandle

Result = Mapping[str, Any]
Handler = Callable[["JobHandle"], Result]


class UnknownKindError(LookupError):
    """No job of this kind is known to this process."""


@dataclass(frozen=True)
class Kind:
    """``handler`` does the work and returns the job's result, as JSON can hold it.

    It may be called again after an interruption, and goes on from its checkpoint. Work that makes no step for
    ``stalls_after`` counts as interrupted.
    """

    name: str
    queue: str
    handler: Handler
    stalls_after: timedelta


_KINDS: dict[str, Kind] = {}


def job(name: str, *, queue: str, stalls_after: timedelta = timedelta(seconds=60)) -> Callable[[Handler], Kind]:
    """Decorator: the function becomes the kind of job ``name``. Raises ValueError where two share a name.

    A module ``tasks`` of an app is the place for it: each worker imports those.
    """

    def register(handler: Handler) -> Kind:
        if name in _KINDS:
            raise ValueError(f"two kinds of job are named {name!r}")
        _KINDS[name] = Kind(name, queue, handler, stalls_after)
        return _KINDS[name]

    return register


def kind_named(name: str) -> Kind:
    """The kind ``name``. Raises UnknownKindError, which lists those there are."""
    try:
        return _KINDS[name]
    except KeyError:
        raise UnknownKindError(f"no kind of job is named {name!r}; there are {', '.join(sorted(_KINDS))}") from None
