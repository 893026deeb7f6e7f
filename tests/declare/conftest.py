"""A small use case whose every part can be changed."""

import math
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import strategies as st

from scorewright.declare.comparisons import COMPARE
from scorewright.declare.dataset import Dataset
from scorewright.declare.decision import Decision
from scorewright.declare.errors import DeclarationError
from scorewright.declare.fallback import Fallback
from scorewright.declare.features import Feature, take
from scorewright.declare.fields import Category, Field, FieldRejected, Flag, Moment, Number, Text, Value
from scorewright.declare.gates import Gate
from scorewright.declare.outcome import Outcome
from scorewright.declare.rules import Rule
from scorewright.declare.training import Training
from scorewright.declare.use_case import UseCase

INCOME = Number(name="income", unit="EUR", minimum=0, required=False, missing_codes=(-9,))
HOME = Category(name="home", categories=("own", "rent"))
ORIGIN = Text(name="origin", required=False, protected=True)


def load() -> Dataset:
    """120 rows; those with the lower incomes default more often, but not all of them."""
    return Dataset([_row(number) for number in range(120)], "made up")


def _row(number: int) -> dict[str, str]:
    late = number % 3 == 0 if number < 60 else number % 8 == 0
    home = "own" if number % 2 else "rent"
    return {"income": str(number * 100), "home": home, "origin": "here", "late": "yes" if late else "no"}


@pytest.fixture(scope="session")
def make_use_case() -> Callable[..., UseCase]:
    """Build the use case "loans" with some of its parts changed."""

    def make(**changes: Any) -> UseCase:
        parts: dict[str, Any] = {
            "name": "loans",
            "title": "Loans",
            "summary": "Will it be paid back?",
            "owner": "Risk",
            "fields": (INCOME, HOME, ORIGIN),
            "features": (take(INCOME), take(HOME)),
            "outcome": Outcome(name="late", positive="yes", negative="no", window=timedelta(days=90)),
            "training": Training(learners=("logistic_regression",)),
            "gates": (Gate("roc_auc", ">=", 0.6),),
            "decision": Decision(),
            "fallback": Fallback(probability=lambda record: 0.3),
            "examples": ({"income": 1000, "home": "own"},),
            "load": load,
        }
        return UseCase(**(parts | changes))

    return make


class Even(Field):
    """A field of somebody else's: an even whole number, kept as it came."""

    def _accept(self, raw: object) -> Value:
        if isinstance(raw, bool) or not isinstance(raw, int) or raw % 2:
            raise FieldRejected("even", "must be an even whole number")
        return raw

    def _from_text(self, text: str) -> object:
        return int(text) if text.isdigit() and text.isascii() else text

    def json_schema(self) -> dict[str, Any]:
        return {"type": "integer", "multipleOf": 2}


WORDS = ["a", "b", "yes", "no", "?", " ", "-9", "0", "1", "true", "9.0", "ä", "\x00", "\ud800", "x" * 201]
EDGES = [0, -0.0, 1, 1.5, -9, -1e300, 1e300, 2**53, 2**53 - 1, 2**53 + 1, 10**400, math.inf, -math.inf, math.nan]
CODES = st.lists(st.sampled_from([-9, -9.0, 0, 1, 99.5, 2**53, math.inf, "?", " ", "-9", "\ud800"]), max_size=2)
SIGNS = st.sampled_from(list(COMPARE))
LIMITS = st.none() | st.sampled_from([-1, 0, 0.5, 1, 2.5, 100, 1e300, -1e300, 2**53 + 1, math.inf, -math.inf])


def kinds_of_fields(name: str) -> st.SearchStrategy[Field]:
    """Every kind of field that can be declared under ``name``, odd ones among them."""
    shared: dict[str, Any] = {"name": st.just(name), "required": st.booleans(), "missing_codes": CODES.map(tuple)}
    shared |= {"protected": st.sampled_from([False, False, True])}
    names = st.lists(st.sampled_from([word for word in WORDS if word]), min_size=1, max_size=5, unique=True).map(tuple)

    def built(kind: type[Field], **parts: Any) -> st.SearchStrategy[Field]:
        def build(given: dict[str, Any]) -> st.SearchStrategy[Field]:
            try:
                return st.just(kind(**given))
            except DeclarationError:
                return st.nothing()

        return st.fixed_dictionaries(shared | parts).flatmap(build)

    return st.one_of(
        built(Number, minimum=LIMITS, maximum=LIMITS, whole=st.booleans()),
        built(Number, maximum=LIMITS, allowed=st.just((0, 1, 2.5, -9)), whole=st.booleans()),
        built(Category, categories=names, open_set=st.booleans()),
        built(Flag),
        built(Text, longest=st.just(4), pattern=st.none() | st.just("[a-z0-9]*")),
        built(Moment),
        built(Even),
    )


@pytest.fixture
def somebody_elses() -> Field:
    """A field "even" of a kind that we do not know."""
    return Even(name="even")


@pytest.fixture(scope="session")
def declarations() -> st.SearchStrategy[tuple[Field, ...]]:
    """Up to five fields of any kinds."""
    return st.integers(1, 5).flatmap(lambda count: st.tuples(*(kinds_of_fields(f"f {n}") for n in range(count))))


@pytest.fixture(scope="session")
def cells() -> st.SearchStrategy[Any]:
    """Whatever a cell of JSON may hold, what stands at an edge of some rule above all."""
    scalars = st.none() | st.booleans() | st.sampled_from(EDGES) | st.sampled_from(WORDS)
    moments = st.sampled_from(["2026-01-01T00:00:00Z", "2026-01-01", "9999-12-31T23:59:59-14:00"])
    return scalars | moments | st.integers() | st.floats() | st.text(max_size=5) | st.just([1.0, {"a": None}])


@pytest.fixture(scope="session")
def take_all() -> Callable[[tuple[Field, ...]], list[Feature]]:
    """Every feature that can be taken from fields as they are."""

    def take_all(fields: tuple[Field, ...]) -> list[Feature]:
        return [take(field) for field in fields if isinstance(field, Number | Category | Flag) and not field.protected]

    return take_all


@pytest.fixture(scope="session")
def fitting() -> Callable[[Field], st.SearchStrategy[Any]]:
    """JSON values that a field accepts, more often than not."""

    def fitting(field: Field) -> st.SearchStrategy[Any]:
        codes = [st.sampled_from(field.missing_codes)] if field.missing_codes else []
        missing = codes if field.required else [*codes, st.none()]
        suitable: st.SearchStrategy[Any] = st.sampled_from([0, 2, 4.0])
        if isinstance(field, Number):
            suitable = st.sampled_from([0, 0.5, 1, 1.0, -0.0, 2, 99.5]) | st.floats(-10, 10)
        elif isinstance(field, Category):
            suitable = st.sampled_from(field.categories)
        elif isinstance(field, Flag):
            suitable = st.booleans()
        elif isinstance(field, Text | Moment):
            suitable = st.sampled_from(["", "a", "b9"] if isinstance(field, Text) else ["2026-01-01T00:00:00Z"])
        return st.one_of(suitable, suitable, *missing)

    return fitting


@pytest.fixture(scope="session")
def rules_between() -> Callable[[Sequence[Field]], st.SearchStrategy[tuple[Rule, ...]]]:
    """Any rules between the numbers of a declaration."""

    def drawn(fields: Sequence[Field]) -> st.SearchStrategy[tuple[Rule, ...]]:
        numbers = [field.name for field in fields if isinstance(field, Number)]
        pairs = [(one, other) for one in numbers for other in numbers if one != other]
        if not pairs:
            return st.just(())
        rules = st.builds(lambda pair, sign: Rule(pair[0], sign, pair[1]), st.sampled_from(pairs), SIGNS)
        return st.lists(rules, max_size=3, unique=True).map(tuple)

    return drawn
