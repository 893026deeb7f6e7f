"""Every address at which a use case decides, in one table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scorewright.declare.use_case import UseCase
from scorewright.loop.serving.door.forms import HOUSE, REGISTRY, Form


@dataclass(frozen=True, slots=True)
class Route:
    """``name`` is the same for all addresses of one use case: a key of idempotency holds for all of them."""

    name: str
    use_case: UseCase
    form: Form = HOUSE


def registry_path(use_case: UseCase) -> str:
    """The address of ``use_case`` that answers as the clients of a model server's registry expect."""
    return f"/api/v1/{use_case.name}/predict"


def paths_of(use_case: UseCase) -> tuple[str, ...]:
    """The addresses of ``use_case`` as they are documented.

    >>> from scorewright.declare.catalogue import use_case_named
    >>> paths_of(use_case_named("retention"))
    ('/api/v1/predict/retention/', '/api/v1/retention/predict')
    """
    own = (f"/api/v1/predict/{use_case.name}/", registry_path(use_case))
    return (*own, *(f"/api/{path}" for path in use_case.aliases))


def addresses(use_cases: Iterable[UseCase]) -> Mapping[str, Route]:
    """By path, with and without a slash at the end."""
    table: dict[str, Route] = {}
    for use_case in use_cases:
        name = f"predict/{use_case.name}"
        for path in paths_of(use_case):
            bare = path.rstrip("/")
            form = REGISTRY if path == registry_path(use_case) else HOUSE
            table[bare] = table[f"{bare}/"] = Route(name, use_case, form)
    return table
