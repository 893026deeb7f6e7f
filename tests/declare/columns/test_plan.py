import math
from collections.abc import Callable
from copy import copy
from datetime import UTC, datetime
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorewright.declare.catalogue import use_case_named
from scorewright.declare.columns import Accepted, ColumnPlan, ColumnsError
from scorewright.declare.errors import RecordRejected
from scorewright.declare.feature_plan import FeaturePlan
from scorewright.declare.features import Feature
from scorewright.declare.fields import Category, Field, FieldRejected, Flag, Moment, Number, Text
from scorewright.declare.records import Record, number
from scorewright.declare.use_case import UseCase

MakeUseCase = Callable[..., UseCase]
EDGES = [0.0, -0.0, 1.0, 1.5, -9.0, 2.0**53, 2.0**53 - 1, 1e300, math.inf, -math.inf, math.nan]
WORDS = [
    "",
    "a",
    "b",
    "yes",
    "No",
    " TRUE",
    "?",
    " ",
    "-9",
    "-9.0",
    " 1",
    "1_0",
    "nan",
    "inf",
    "9e999",
    "-0",
    "ä",
    "\x00",
]
MOMENTS = [datetime(2026, 1, 1, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC)]
TEXT = (
    st.sampled_from(WORDS)
    | st.text(max_size=5)
    | st.from_regex(r"[+-]?[0-9.]{0,20}(e[+-]?[0-9]{1,3})?", fullmatch=True)
)
TYPED: list[tuple[Any, st.SearchStrategy[Any]]] = [
    (pl.Float64, st.sampled_from(EDGES) | st.floats()),
    (pl.Float32, st.sampled_from([0.0, -9.0, 1.5, math.nan]) | st.floats(width=32)),
    (pl.Int64, st.sampled_from([-9, 0, 1, 2**53, 2**53 + 1, 2**63 - 1]) | st.integers(-(2**63), 2**63 - 1)),
    (pl.UInt64, st.integers(0, 2**64 - 1)),
    (pl.Int8, st.integers(-128, 127)),
    (pl.Int128, st.integers(-(2**100), 2**100)),
    (pl.Decimal(10, 2), st.decimals(-100, 100, places=2)),
    (pl.Boolean, st.booleans()),
    (pl.String, TEXT),
    (pl.Categorical, TEXT),
    (pl.Datetime("us", "UTC"), st.sampled_from(MOMENTS)),
    (pl.Datetime("us"), st.just(datetime(2026, 1, 1))),  # noqa: DTZ001 - without an offset, as files have them
    (pl.Date, st.just(datetime(2026, 1, 1, tzinfo=UTC).date())),
    (pl.List(pl.Int64), st.lists(st.integers(0, 3), max_size=2)),
    (pl.Null, st.none()),
]
SUITABLE: dict[type[Field], list[tuple[Any, st.SearchStrategy[Any]]]] = {
    Number: [TYPED[0], TYPED[2]],
    Category: [(pl.String, st.sampled_from(WORDS))],
    Flag: [(pl.Boolean, st.booleans())],
    Text: [(pl.String, TEXT)],
    Moment: [(pl.Datetime("us", "UTC"), st.sampled_from(MOMENTS))],
}
NUMBER_TEXT = st.floats(-100, 100).map(str) | st.sampled_from(
    ["0", "-0", "1", "1.0", "1.5", "-9", "99.5", "", "9007199254740993"]
)
TEXT_OF: dict[type[Field], st.SearchStrategy[str]] = {Number: TEXT | NUMBER_TEXT, Category: st.sampled_from(WORDS)}
CUSTOM: list[tuple[str, Callable[[Record], Any]]] = [
    ("number", lambda record: float(len(record))),
    ("number", lambda record: sum(value is None for value in record.values())),
    ("number", lambda _: math.inf),
    ("number", lambda record: 1 / sum(type(value) is int for value in record.values())),  # may fail
    ("category", lambda record: repr(sorted(record.items()))),
    ("category", lambda _: None),
]


def unchecked(use_case: UseCase, **parts: Any) -> UseCase:
    """``use_case`` with other ``parts``, though its example may not suit them."""
    changed = copy(use_case)
    for name, part in parts.items():
        object.__setattr__(changed, name, part)
    return changed


def one_by_one(use_case: UseCase, frame: pl.DataFrame, *, typed: bool) -> list[object]:
    """What each row comes to: what it breaks, or that it failed, or record, features and inputs."""
    plan = FeaturePlan(use_case)
    found: list[object] = []
    names = {field.name for field in use_case.fields}
    for cells in frame.iter_rows(named=True):
        row = {name: cell for name, cell in cells.items() if name in names}
        try:
            record = use_case.accept(row) if typed else use_case.read(row)
        except RecordRejected as rejected:
            found.append(rejected.problems)
            continue
        try:
            features = use_case.compute(use_case.visible(record))
        except ZeroDivisionError:
            found.append((exactly(record), "failed"))
            continue
        numbers, categories = plan.inputs(features)
        found.append((exactly(record), exactly(features), exactly(dict(enumerate(numbers))), categories))
    return found


def together(accepted: Accepted, count: int) -> list[object]:
    found: list[object] = [None] * count
    for position, problems in accepted.rejected:
        found[position] = problems
    for place, position in enumerate(accepted.rows.tolist()):
        assert found[position] is None
        record = exactly(accepted.record_of(place))
        if place in accepted.failed:
            assert accepted.failed[place] == "a feature of loans fails with ZeroDivisionError"
            assert not accepted.features_of(place)
            found[position] = (record, "failed")
            continue
        numbers = dict(enumerate(accepted.numbers[place].tolist()))
        features = exactly(accepted.features_of(place))
        found[position] = (record, features, exactly(numbers), accepted.categories[place].tolist())
    return found


def exactly(values: Any) -> list[object]:
    return [(name, type(value), repr(value)) for name, value in values.items()]


def drawn_frame(data: Any, fields: Any, *, typed: bool) -> pl.DataFrame:
    count = data.draw(st.integers(0, 6))
    columns = []
    for field in fields:
        if not field.required and data.draw(st.integers(0, 9)) == 0:
            continue  # a column that is not there
        dtype, cells = data.draw(
            st.sampled_from(TYPED if data.draw(st.booleans()) else SUITABLE.get(type(field), TYPED))
        )
        dtype, cells = (dtype, cells) if typed else (pl.String, TEXT_OF.get(type(field), TEXT))
        drawn = data.draw(
            st.lists(st.none() | cells if data.draw(st.booleans()) else cells, min_size=count, max_size=count)
        )
        columns.append(pl.Series(field.name, drawn, dtype=dtype, strict=False))
    return pl.DataFrame(columns) if columns else pl.DataFrame({"late": ["no"] * count})


@pytest.mark.parametrize("typed", [True, False])
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_accept__any_declaration_and_frame__is_as_one_by_one(
    make_use_case: MakeUseCase, take_all: Any, declarations: Any, rules_between: Any, *, data: Any, typed: bool
) -> None:
    fields = data.draw(declarations)
    rules = data.draw(rules_between(fields))
    chosen = data.draw(st.lists(st.sampled_from(range(len(CUSTOM))), max_size=2, unique=True))
    custom = [Feature(name=f"custom {n}", kind=CUSTOM[n][0], compute=CUSTOM[n][1]) for n in chosen]
    features = data.draw(st.permutations([*take_all(fields), *custom])) or [Feature(name="x", compute=lambda _: 1.0)]
    use_case = unchecked(make_use_case(), fields=fields, rules=rules, features=tuple(features))
    frame = drawn_frame(data, fields, typed=typed)
    accepted = ColumnPlan(use_case).accept(frame, typed=typed)
    assert together(accepted, len(frame)) == one_by_one(use_case, frame, typed=typed)


@pytest.mark.parametrize("name", ["retention", "german_credit"])
def test_accept__whole_data_set_of_a_use_case__is_as_one_by_one(name: str) -> None:
    use_case = use_case_named(name)
    dataset = use_case.load()
    frame = pl.DataFrame([*dataset.rows[:300]])
    accepted = ColumnPlan(use_case, dataset.ignored).accept(frame, typed=False)
    assert len(accepted) == len(frame)
    assert together(accepted, len(frame)) == one_by_one(use_case, frame, typed=False)


def test_accept__rejected_rows__keep_their_positions_and_the_others_their_values(make_use_case: MakeUseCase) -> None:
    frame = pl.DataFrame(
        {"income": [1.0, 3.0, -1.0, -9.0], "home": ["own", "boat", "tent", "rent"], "id": [1, 2, 3, 4]}
    )
    accepted = ColumnPlan(make_use_case(), frozenset({"id"})).accept(frame, typed=True)
    assert accepted.rows.tolist() == [0, 3]
    assert [(row, [problem.rule for problem in problems]) for row, problems in accepted.rejected] == [
        (1, ["categories"]),
        (2, ["minimum", "categories"]),
    ]
    np.testing.assert_array_equal(accepted.numbers, [[1.0], [math.nan]])
    assert accepted.categories.tolist() == [["own"], ["rent"]]
    assert accepted.features_of(1) == {"income": None, "home": "rent"}
    assert accepted.record_of(1) == {"income": None, "home": "rent", "origin": None}


def test_accept__same_rows_as_text_and_typed__are_the_same(make_use_case: MakeUseCase) -> None:
    plan = ColumnPlan(make_use_case())
    typed = plan.accept(pl.DataFrame({"income": [1.5, 20.0, None], "home": ["own", "rent", "own"]}), typed=True)
    text = plan.accept(pl.DataFrame({"income": ["1.5", "2e1", ""], "home": ["own", "rent", "own"]}), typed=False)
    np.testing.assert_array_equal(typed.numbers, text.numbers)
    np.testing.assert_array_equal(typed.categories, text.categories)


def test_accept__failing_feature__is_told_and_its_row_is_missing(make_use_case: MakeUseCase) -> None:
    use_case = make_use_case(
        features=(
            *make_use_case().features,
            Feature(name="x", compute=lambda record: 1 / number(record, "income")),
        )
    )
    accepted = ColumnPlan(use_case).accept(pl.DataFrame({"income": [0, 4], "home": ["own", "own"]}), typed=True)
    assert dict(accepted.failed) == {0: "a feature of loans fails with ZeroDivisionError"}
    np.testing.assert_array_equal(accepted.numbers, [[math.nan, math.nan], [4.0, 0.25]])
    assert accepted.categories.tolist() == [[""], ["own"]]


def test_accept__feature_that_gives_text_for_a_number__fails(make_use_case: MakeUseCase) -> None:
    feature = Feature(name="x", compute=lambda record: 1.0 if record["income"] == 1000 else "much")
    accepted = ColumnPlan(make_use_case(features=(feature,))).accept(
        pl.DataFrame({"income": [1000, 4], "home": ["own", "own"]}), typed=True
    )
    assert dict(accepted.failed) == {1: "a feature of loans fails with ValueError"}


def test_accept__protected_column__is_checked_and_cannot_be_seen(make_use_case: MakeUseCase) -> None:
    feature = Feature(name="x", kind="category", compute=lambda record: " ".join(sorted(record)))
    plan = ColumnPlan(make_use_case(features=(feature,)))
    accepted = plan.accept(
        pl.DataFrame({"income": [1, 4], "home": ["own", "own"], "origin": ["here", "x" * 300]}), typed=True
    )
    assert [position for position, _ in accepted.rejected] == [1]
    assert accepted.categories.tolist() == [["home income"]]


def test_accept__flags__are_1_and_0(make_use_case: MakeUseCase, take_all: Any) -> None:
    flag = Flag(name="f", required=False)
    use_case = make_use_case(fields=(flag,), features=tuple(take_all((flag,))), examples=({"f": True},))
    typed = ColumnPlan(use_case).accept(pl.DataFrame({"f": [True, False, None]}), typed=True)
    text = ColumnPlan(use_case).accept(pl.DataFrame({"f": ["YES", "0", ""]}), typed=False)
    np.testing.assert_array_equal(typed.numbers, [[1.0], [0.0], [math.nan]])
    np.testing.assert_array_equal(text.numbers, typed.numbers)
    numbers = ColumnPlan(use_case).accept(pl.DataFrame({"f": [1, 0]}), typed=True)
    assert [position for position, _ in numbers.rejected] == [0, 1]


def test_accept__integer_beyond_exact_ones__is_not_mistaken_for_a_missing_code(
    make_use_case: MakeUseCase, take_all: Any
) -> None:
    field = Number(name="n", missing_codes=(2**53,), required=False)
    use_case = make_use_case(fields=(field,), features=tuple(take_all((field,))), examples=({"n": 1},))
    accepted = ColumnPlan(use_case).accept(pl.DataFrame({"n": [2**53, 2**53 + 1, 1]}), typed=True)
    np.testing.assert_array_equal(accepted.numbers, [[math.nan], [2.0**53], [1.0]])


@pytest.mark.parametrize("cells", [[-9.0, 1.0], [-9, 1], ["-9", "1"], ["-9.0", "1"]])
def test_accept__missing_code_of_a_required_number__is_rejected(
    make_use_case: MakeUseCase, take_all: Any, cells: list[Any]
) -> None:
    field = Number(name="n", missing_codes=(-9,))
    use_case = make_use_case(fields=(field,), features=tuple(take_all((field,))), examples=({"n": 1},))
    accepted = ColumnPlan(use_case).accept(pl.DataFrame({"n": cells}), typed=not isinstance(cells[0], str))
    assert [(row, problems[0].rule) for row, problems in accepted.rejected] == [(0, "required")]
    assert accepted.numbers.tolist() == [[1.0]]


def test_accept__missing_code_that_is_text_of_a_number__is_missing(make_use_case: MakeUseCase, take_all: Any) -> None:
    field = Number(name="n", missing_codes=("-9",), required=False)
    use_case = make_use_case(fields=(field,), features=tuple(take_all((field,))), examples=({"n": 1},))
    accepted = ColumnPlan(use_case).accept(pl.DataFrame({"n": ["-9", "-9.0", "1", ""]}), typed=False)
    np.testing.assert_array_equal(accepted.numbers, [[math.nan], [-9.0], [1.0], [math.nan]])


def test_accept__no_rows__gives_empty_arrays(make_use_case: MakeUseCase) -> None:
    frame = pl.DataFrame({"income": [], "home": []}, schema={"income": pl.Float64, "home": pl.String})
    accepted = ColumnPlan(make_use_case()).accept(frame, typed=True)
    assert (accepted.numbers.shape, accepted.categories.shape, len(accepted)) == ((0, 1), (0, 1), 0)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (["income"], "the columns home are required and not there"),
        (["home", "town", "zip"], "town, zip is no field of loans"),
    ],
)
def test_accept__other_columns__are_named(make_use_case: MakeUseCase, columns: list[str], words: str) -> None:
    frame = pl.DataFrame({name: ["own"] for name in columns})
    with pytest.raises(ColumnsError, match=words):
        ColumnPlan(make_use_case()).accept(frame, typed=False)


def test_accept__long_texts__are_judged_like_any_other(make_use_case: MakeUseCase) -> None:
    note = Text(name="note", longest=3)
    use_case = make_use_case(
        fields=(note,),
        features=(Feature(name="n", kind="category", compute=lambda record: str(record["note"])),),
        examples=({"note": "x"},),
    )
    frame = pl.DataFrame({"note": ["abc", "abcd", "a\x00", None, "äöü", ""]})
    accepted = ColumnPlan(use_case).accept(frame, typed=True)
    assert [(row, problems[0].rule) for row, problems in accepted.rejected] == [
        (1, "longest"),
        (2, "characters"),
        (3, "required"),
    ]
    assert accepted.categories.tolist() == [["abc"], ["äöü"], [""]]


def test_accept__texts_that_are_one_line__as_if_each_were_alone(make_use_case: MakeUseCase) -> None:
    note = Text(name="note", longest=5, one_line=True)
    use_case = make_use_case(
        fields=(note,),
        features=(Feature(name="n", kind="category", compute=lambda record: str(record["note"])),),
        examples=({"note": "x"},),
    )
    cells = ["a b", " a\tb", "a  b", "a\u00a0b", "a\x85b", "a\nb ", "  ", "abcdef", "a\x00b", "ab   ", "\u2028a", ""]
    accepted = ColumnPlan(use_case).accept(pl.DataFrame({"note": cells}), typed=True)
    alone = [_alone(note, cell) for cell in cells]
    assert {row: problems[0].rule for row, problems in accepted.rejected} == {
        row: rule for row, (rule, _) in enumerate(alone) if rule
    }
    assert [one for (one,) in accepted.categories.tolist()] == [value for rule, value in alone if not rule]
    assert {value for _, value in alone} == {"a b", "a", "ab", None}


def _alone(field: Field, cell: str) -> tuple[str, object]:
    try:
        return "", field.accept(cell)
    except FieldRejected as rejected:
        return rejected.rule, None
