import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from types import ModuleType

import pytest

from scorewright.declare import catalogue
from scorewright.declare.catalogue import UnknownUseCaseError, simulations, use_case_named, use_cases
from scorewright.declare.errors import DeclarationError
from scorewright.declare.simulation import Simulation
from scorewright.declare.use_case import UseCase


def test_use_cases__those_of_the_tree__are_found_in_alphabetical_order() -> None:
    assert {"german_credit", "retention"} <= set(use_cases())
    assert list(use_cases()) == sorted(use_cases())
    assert all(use_case.name == name for name, use_case in use_cases().items())


def test_use_case_named__unknown__lists_those_there_are() -> None:
    with pytest.raises(UnknownUseCaseError, match=r"'gold'.*german_credit, retention"):
        use_case_named("gold")


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A module that somebody's entry point may name."""
    module = ModuleType("planted")
    monkeypatch.setitem(sys.modules, "planted", module)
    return module


@pytest.mark.parametrize(
    ("name", "address", "words"),
    [
        ("lost", "scorewright.usecases.lost.usecase:USE_CASE", "cannot be loaded: ModuleNotFoundError"),
        ("planted", "planted:USE_CASE", "cannot be loaded: AttributeError"),
        ("planted", "planted:__name__", "is no UseCase"),
        ("planted", "scorewright.usecases.retention.usecase:USE_CASE", "declares the name 'retention'"),
    ],
)
def test_load__address_that_is_no_use_case__names_it(planted: ModuleType, name: str, address: str, words: str) -> None:
    with pytest.raises(DeclarationError, match=f"use case '{name}'.*{words}"):
        catalogue._load(name, address)


@pytest.mark.parametrize("alias", ["v2/predict/churn/", "v1/predict/retention", "v1/retention/predict/"])
def test_use_cases__address_of_another__names_both(make_use_case: Callable[..., UseCase], alias: str) -> None:
    others = [replace(use_case_named("retention"), aliases=("v2/predict/churn",)), make_use_case(aliases=(alias,))]
    with pytest.raises(DeclarationError, match=f"'loans': aliases: '{alias}' is an address of 'retention'"):
        catalogue._check_aliases(others)


def simulated(use_case: UseCase, name: str) -> UseCase:
    return replace(
        use_case, simulation=Simulation(name=name, title="A year", starts=date(2026, 1, 1), world=lambda *_: None)
    )


def test_simulations__of_many_use_cases__are_those_declared_in_alphabetical_order(
    make_use_case: Callable[..., UseCase],
) -> None:
    parcels, loans = simulated(make_use_case(name="parcels"), "post"), simulated(make_use_case(), "bank")
    found = catalogue._by_simulation([parcels, make_use_case(name="plain"), loans])
    assert list(found.items()) == [("bank", loans), ("post", parcels)]


def test_simulations__two_of_one_name__names_both(make_use_case: Callable[..., UseCase]) -> None:
    both = [simulated(make_use_case(name=name), "year") for name in ("loans", "parcels")]
    with pytest.raises(DeclarationError, match="'parcels': simulation: 'year' is one of 'loans' too"):
        catalogue._by_simulation(both)


def test_simulations__those_of_the_tree__have_a_use_case_that_declares_them() -> None:
    assert all(found.simulation and name == found.simulation.name for name, found in simulations().items())


def test_use_cases__two_of_one_name__names_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    address = "scorewright.usecases.retention.usecase:USE_CASE"
    monkeypatch.setattr(catalogue, "_addresses", lambda: [("retention", address), ("retention", address)])
    with pytest.raises(DeclarationError, match="'retention': is declared twice"):
        catalogue.use_cases.__wrapped__()
