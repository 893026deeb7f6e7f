import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewright.declare.fields import Category, Field, Flag, Number, Text
from scorewright.project.new_use_case.inference import infer_field, infer_outcome
from scorewright.project.new_use_case.source_code import field_code

CELLS = st.lists(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8)
    | st.floats().map(str)
    | st.sampled_from(["yes", "No", "1", "0", "", " ", "NA", "?"]),
    min_size=1,
    max_size=40,
)


@given(CELLS)
def test_infer_field__any_column__accepts_each_cell_and_is_written_as_code(cells: list[str]) -> None:
    field = infer_field("column", cells)
    for cell in cells:
        field.read(cell)
    names: dict[str, type[Field]] = {"Category": Category, "Flag": Flag, "Number": Number, "Text": Text}
    assert eval(field_code(field), dict(names)) == field  # noqa: S307 - the code is what is tested


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        (["1", "0", "1"], Flag(name="c")),
        (["Yes", "no", ""], Flag(name="c", required=False)),
        (["1", "2.5"], Number(name="c")),
        (["1", "2", "NA", " "], Number(name="c", required=False, missing_codes=(" ", "NA"))),
        (["b", "a", "b"], Category(name="c", categories=("a", "b"))),
        ([f"word {n}" for n in range(21)], Text(name="c", required=False)),
        (["", ""], Text(name="c", required=False)),
        (["1_000", "2"], Category(name="c", categories=("1_000", "2"))),
    ],
)
def test_infer_field__column__is_what_its_cells_are(cells: list[str], field: Field) -> None:
    assert infer_field("c", cells) == field


def test_infer_field__null_character__names_the_column() -> None:
    with pytest.raises(ValueError, match="column 'c'"):
        infer_field("c", ["a\x00", "b"])


@pytest.mark.parametrize(
    ("values", "positive"), [(("No", "Yes"), "Yes"), (("0", "1"), "1"), (("TRUE", "FALSE"), "TRUE")]
)
def test_infer_outcome__yes_and_no__yes_is_positive(values: tuple[str, str], positive: str) -> None:
    outcome = infer_outcome("late", [*values] * 20, None)
    assert outcome.positive == positive


@pytest.mark.parametrize(
    ("cells", "positive", "words"),
    [
        (["a", "b"] * 20, None, "say which"),
        (["a", "b"] * 20, "c", "holds no 'c'"),
        (["a", "b"] * 19, "a", "fewer than 20 rows"),
        (["a", "b", ""] * 20, "a", "two values"),
    ],
)
def test_infer_outcome__unclear__says_why(cells: list[str], positive: str | None, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        infer_outcome("late", cells, positive)
