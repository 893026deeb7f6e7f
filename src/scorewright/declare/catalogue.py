"""Finding use cases by name: every folder of ``scorewright.usecases``, and everybody else's entry points."""

import importlib
import pkgutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import entry_points
from types import MappingProxyType

from scorewright.declare.errors import DeclarationError
from scorewright.declare.use_case import UseCase

ENTRY_POINT_GROUP = "scorewright.usecases"


class UnknownUseCaseError(LookupError):
    """No use case has this name."""


@cache
def use_cases() -> Mapping[str, UseCase]:
    """All use cases by name, in alphabetical order.

    Each lives in a module ``usecase`` as ``USE_CASE``, and an edition of it beside, in a module ``usecase_EDITION``,
    under the name FOLDER_EDITION; an entry point in the group "scorewright.usecases" names such an
    object. Raises DeclarationError that names the use case when one cannot be loaded or two share a name.
    """
    found: dict[str, UseCase] = {}
    for name, address in _addresses():
        use_case = _load(name, address)
        if use_case.name in found:
            raise DeclarationError(f"use case {use_case.name!r}: is declared twice, the second time by {address}")
        found[use_case.name] = use_case
    _check_aliases(found.values())
    return MappingProxyType(dict(sorted(found.items())))


def use_case_named(name: str) -> UseCase:
    """The use case ``name``. Raises UnknownUseCaseError, which lists those there are."""
    try:
        return use_cases()[name]
    except KeyError:
        raise UnknownUseCaseError(f"no use case is named {name!r}; there are {', '.join(use_cases())}") from None


def simulations() -> Mapping[str, UseCase]:
    """The use cases that can be tried in a simulated world, by that world's name, in alphabetical order.

    Raises DeclarationError where two worlds share a name.
    """
    return _by_simulation(use_cases().values())


def _by_simulation(declared: Iterable[UseCase]) -> Mapping[str, UseCase]:
    found: dict[str, UseCase] = {}
    for use_case in declared:
        if use_case.simulation is None:
            continue
        other = found.setdefault(use_case.simulation.name, use_case)
        if other is not use_case:
            both = f"use case {use_case.name!r}: simulation: {use_case.simulation.name!r}"
            raise DeclarationError(f"{both} is one of {other.name!r} too")
    return MappingProxyType(dict(sorted(found.items())))


def _check_aliases(found: Collection[UseCase]) -> None:
    owners = {path: use_case.name for use_case in found for path in _own_paths(use_case)}
    for use_case in found:
        for alias in use_case.aliases:
            owner = owners.setdefault(alias.rstrip("/"), use_case.name)
            if owner != use_case.name:
                raise DeclarationError(f"use case {use_case.name!r}: aliases: {alias!r} is an address of {owner!r} too")


def _own_paths(use_case: UseCase) -> tuple[str, str]:
    return f"v1/predict/{use_case.name}", f"v1/{use_case.name}/predict"


def _addresses() -> Iterator[tuple[str, str]]:
    package = importlib.import_module("scorewright.usecases")
    for folder in pkgutil.iter_modules(package.__path__):
        address = f"{package.__name__}.{folder.name}"
        yield folder.name, f"{address}.usecase:USE_CASE"
        for edition in _editions(package.__path__, folder.name):
            yield f"{folder.name}_{edition}", f"{address}.usecase_{edition}:USE_CASE"
    for point in entry_points(group=ENTRY_POINT_GROUP):
        yield point.name, point.value


def _editions(paths: Iterable[str], folder: str) -> list[str]:
    modules = pkgutil.iter_modules([f"{path}/{folder}" for path in paths])
    return [module.name.removeprefix("usecase_") for module in modules if module.name.startswith("usecase_")]


def _load(name: str, address: str) -> UseCase:
    module, _, attribute = address.partition(":")
    try:
        use_case = getattr(importlib.import_module(module), attribute)
    except DeclarationError as error:
        raise (
            error if f"use case {name!r}" in str(error) else DeclarationError(f"use case {name!r}: {error}")
        ) from error
    except Exception as error:  # whatever somebody's own module raises: the use case must still be named
        raise DeclarationError(f"use case {name!r}: {address} cannot be loaded: {error!r}") from error
    if not isinstance(use_case, UseCase):
        raise DeclarationError(f"use case {name!r}: {address} is no UseCase")
    if use_case.name != name:
        raise DeclarationError(f"use case {name!r}: declares the name {use_case.name!r}; folder and name must agree")
    return use_case
