"""What a job can be: a name, a queue, and the function that does the work."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from scorewright.loop.jobs.retries import Retries

if TYPE_CHECKING:
    from scorewright.loop.jobs.handle import JobHandle
    from scorewright.loop.jobs.models import Job

Result = Mapping[str, Any]
Handler = Callable[["JobHandle"], Result]
OnFailure = Callable[["Job", str], None]


class UnknownKindError(LookupError):
    """No job of this kind is known to this process."""


@dataclass(frozen=True)
class Kind:
    """``handler`` does the work and returns the job's result, as JSON can hold it.

    It may be called again after an interruption, and goes on from its checkpoint. Work that makes no step for
    ``stalls_after`` counts as interrupted. An attempt, its interruptions included, ends at the next step after
    ``soft_limit`` with SoftLimitReachedError, and without asking the work after ``hard_limit``: then its process is
    killed and the job has failed, whatever ``retries`` says. Raises ValueError, which names the kind and the rule.

    ``on_failure`` is called with the job and its error each time it has failed for good, wherever that happens: in the
    transaction that ends it, as its tenant. A process that does not know the kind cannot call it, and logs that. What
    it raises is logged and undone; the job has failed all the same.
    """

    name: str
    queue: str
    handler: Handler
    stalls_after: timedelta
    soft_limit: timedelta | None = None
    hard_limit: timedelta | None = None
    retries: Retries | None = None
    on_failure: OnFailure | None = None

    def __post_init__(self) -> None:
        for name in ("stalls_after", "soft_limit", "hard_limit"):
            given: timedelta | None = getattr(self, name)
            if given is not None and given <= timedelta(0):
                raise ValueError(f"{self.name}: {name} must be longer than nothing, it is {given}")
        if self.soft_limit and self.hard_limit and self.soft_limit >= self.hard_limit:
            raise ValueError(
                f"{self.name}: soft_limit {self.soft_limit} must be shorter than hard_limit {self.hard_limit}"
            )


_KINDS: dict[str, Kind] = {}


def job(
    name: str,
    *,
    queue: str,
    stalls_after: timedelta = timedelta(seconds=60),
    soft_limit: timedelta | None = None,
    hard_limit: timedelta | None = None,
    retries: Retries | None = None,
    on_failure: OnFailure | None = None,
) -> Callable[[Handler], Kind]:
    """Decorator: the function becomes the kind of job ``name``; see ``Kind``. Raises ValueError where two share a name.

    A module ``tasks`` of an app is the place for it: each worker imports those.
    """

    def register(handler: Handler) -> Kind:
        if name in _KINDS:
            raise ValueError(f"two kinds of job are named {name!r}")
        _KINDS[name] = Kind(name, queue, handler, stalls_after, soft_limit, hard_limit, retries, on_failure)
        return _KINDS[name]

    return register


def kind_named(name: str) -> Kind:
    """The kind ``name``. Raises UnknownKindError, which lists those there are."""
    try:
        return _KINDS[name]
    except KeyError:
        raise UnknownKindError(f"no kind of job is named {name!r}; there are {', '.join(sorted(_KINDS))}") from None
