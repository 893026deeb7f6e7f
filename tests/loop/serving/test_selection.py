import pytest

from scorewright.loop.serving.selection import PRODUCTION, Selection, SelectionError


@pytest.mark.parametrize(
    ("status", "version", "expected"),
    [
        (None, None, PRODUCTION),
        ("staging", None, Selection("staging")),
        (None, "v12", Selection(None, 12)),
        ("retired", "3", Selection("retired", 3)),
        ("production", "3", Selection("production", 3)),
    ],
)
def test_parse__what_there_can_be__is_taken(status: str | None, version: str | None, expected: Selection) -> None:
    assert Selection.parse(status, version) == expected


@pytest.mark.parametrize(
    ("status", "version", "expected"),
    [
        (None, None, Selection("testing")),
        ("staging", None, Selection("staging")),
        ("production", None, PRODUCTION),
        (None, "3", Selection(None, 3)),
    ],
)
def test_parse__default_status__for_whoever_asks_for_neither(
    status: str | None, version: str | None, expected: Selection
) -> None:
    assert Selection.parse(status, version, "testing") == expected


@pytest.mark.parametrize(
    ("status", "version", "field"),
    [("", None, "status"), ("Staging", None, "status"), *[(None, text, "version") for text in ("", "0", "v", "1.0")]]
    + [(None, text, "version") for text in ("-1", "9" * 10, "\u0663", "1\n", " 1")],
)
def test_parse__what_there_cannot_be__names_the_field(status: str | None, version: str | None, field: str) -> None:
    with pytest.raises(SelectionError) as wrong:
        Selection.parse(status, version)
    assert wrong.value.field == field


def test_selection__of_production__is_the_one_that_nobody_need_ask_for() -> None:
    assert Selection("production") == Selection.parse("production", None) == PRODUCTION
    assert Selection("production", 3) != Selection(None, 3)
