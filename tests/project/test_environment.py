import pytest
from django.core.exceptions import ImproperlyConfigured

from scorewright.project.environment import count, names, share, switch, value

NAME = "SCOREWRIGHT_OF_THE_TESTS"


def test_value__file_of_the_name__goes_before_the_name(tmp_path) -> None:
    file = tmp_path / "secret"
    file.write_text("of the file\n")
    assert value(NAME, "none", {}) == "none"
    assert value(NAME, "none", {NAME: "of the name"}) == "of the name"
    assert value(NAME, "none", {NAME: "of the name", f"{NAME}_FILE": str(file)}) == "of the file"


def test_value__file_that_is_not_there__names_setting_and_file(tmp_path) -> None:
    file = tmp_path / "missing"
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}_FILE names {file}, which cannot be read: No such file"):
        value(NAME, "", {f"{NAME}_FILE": str(file)})


def test_count__left_out_or_empty__the_default(tmp_path) -> None:
    file = tmp_path / "three"
    file.write_text("3\n")
    assert count(NAME, 7, least=1, environment={}) == 7
    assert count(NAME, 7, least=1, environment={NAME: ""}) == 7
    assert count(NAME, 7, least=1, environment={f"{NAME}_FILE": str(file)}) == 3


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "many", "\u0663", " "])
def test_count__no_such_number__named_with_the_rule(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} must be a whole number of at least 1; it is '{text}'"):
        count(NAME, 7, least=1, environment={NAME: text})


@pytest.mark.parametrize(
    ("text", "found"), [("", True), ("True", True), ("1", True), ("false", False), ("False", False), ("0", False)]
)
def test_switch__as_people_write_it(text: str, found: bool) -> None:
    assert switch(NAME, default=True, environment={NAME: text}) is found


@pytest.mark.parametrize(("text", "found"), [("", None), ("0", 0.0), ("0.7", 0.7), ("1", 1.0)])
def test_share__from_0_to_1(text: str, found: float | None) -> None:
    assert share(NAME, {NAME: text}) == found


@pytest.mark.parametrize("text", ["70", "-0.1", "much", "nan"])
def test_share__no_such_number__named_with_the_rule(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} must be a number from 0 to 1"):
        share(NAME, {NAME: text})


def test_switch__neither__named_with_the_rule() -> None:
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} must be True or False"):
        switch(NAME, default=True, environment={NAME: "perhaps"})


def test_names__parted_by_commas__without_blanks_and_gaps() -> None:
    assert names(NAME, {NAME: " one, two,,"}) == {"one", "two"}
    assert names(NAME, {}) == frozenset()
