"""Every address at which a use case decides, in one table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scorewright.declare.use_case import UseCase


@dataclass(frozen=True, slots=True)
class Route:
    """``name`` is the same for all addresses of one use case: a key of idempotency holds for all of them."""

    name: str
    use_case: UseCase


def paths_of(use_case: UseCase) -> tuple[str, ...]:
    """The addresses of ``use_case`` as they are documented.

    >>> from scorewright.declare.catalogue import use_case_named
    >>> paths_of(use_case_named("retention"))
    ('/api/v1/predict/retention/', '/api/v1/retention/predict')
    """
    own = (f"v1/predict/{use_case.name}/", f"v1/{use_case.name}/predict")
    return tuple(f"/api/{path}" for path in (*own, *use_case.aliases))


def addresses(use_cases: Iterable[UseCase]) -> Mapping[str, Route]:
    """By path, with and without a slash at the end."""
    table: dict[str, Route] = {}
    for use_case in use_cases:
        route = Route(f"predict/{use_case.name}", use_case)
        for path in paths_of(use_case):
            bare = path.rstrip("/")
            table[bare] = table[f"{bare}/"] = route
    return table
