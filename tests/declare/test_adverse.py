import pytest

from scorewright.declare.adverse import Adverse
from scorewright.declare.errors import DeclarationError
from scorewright.declare.features import Feature

DEBTS = Adverse(
    neutral="Debts",
    high="Debts take {value:.0f} % of the income, which is much",
    low="Debts are few ({percent:,.0f})",
    either="Debts ({value:.1f})",
    missing="Nothing is known of debts",
)


@pytest.mark.parametrize(
    ("value", "direction", "words"),
    [
        (41.2, 1, "Debts take 41 % of the income, which is much"),
        (41, 1, "Debts take 41 % of the income, which is much"),  # as a database gives it back
        (12.0, -1, "Debts are few (1,200)"),
        (0, 0, "Debts (0.0)"),
        (None, 1, "Nothing is known of debts"),
    ],
)
def test_said__by_value_and_direction(value: float | None, direction: int, words: str) -> None:
    assert DEBTS.said(value, direction) == words  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [None, 2.0])
def test_said__what_is_not_declared__is_neutral(value: float | None) -> None:
    assert {Adverse(neutral="Debts").said(value, direction) for direction in (-1, 0, 1)} == {"Debts"}  # type: ignore[arg-type]


def test_said__of_a_category__names_it() -> None:
    assert Adverse(neutral="The sector", either="The sector ({value})").said("public", 0) == "The sector (public)"


@pytest.mark.parametrize(
    ("adverse", "kind", "rule"),
    [
        (Adverse(neutral=" "), "number", "neutral must say something"),
        (Adverse(neutral="a", high="{other}"), "number", "must hold nothing but"),
        (Adverse(neutral="a", low="{value"), "number", "must hold nothing but"),
        (Adverse(neutral="a", low="{value.real.x}"), "number", "must hold nothing but"),
        (Adverse(neutral="a", either="{}"), "number", "must hold nothing but"),
        (Adverse(neutral="a", either="{value:.1f}"), "category", "must hold nothing but"),
        (Adverse(neutral="a", either="{percent}"), "category", "must hold nothing but"),
        (Adverse(neutral="a", high="b"), "category", "a category is neither high nor low"),
    ],
)
def test_feature__words_that_could_not_be_said__are_refused_by_its_name(adverse: Adverse, kind: str, rule: str) -> None:
    with pytest.raises(DeclarationError, match=f"feature 'one': adverse: .*{rule}"):
        Feature(name="one", compute=lambda _: None, kind=kind, adverse=adverse)  # type: ignore[arg-type]


def test_reason_words__of_several__are_the_neutral_ones() -> None:
    assert Feature(name="dti", compute=lambda _: 1.0, adverse=DEBTS).reason_words == "Debts"
