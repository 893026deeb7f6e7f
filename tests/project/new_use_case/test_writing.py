import importlib
import sys
import tomllib
from pathlib import Path

import pytest

import scorewright
import scorewright.usecases
from scorewright.declare.conformance import behavioural_faults, structural_faults
from scorewright.declare.use_case import UseCase
from scorewright.project.new_use_case.writing import write_use_case

DATASETS = Path(scorewright.__path__[0]) / "datasets"
TELCO = DATASETS / "telco_churn" / "telco_customer_churn.csv.gz"


def imported(monkeypatch: pytest.MonkeyPatch, package: str, folder: Path) -> UseCase:
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    use_case = importlib.import_module(f"{package}.usecase").USE_CASE
    assert isinstance(use_case, UseCase)
    return use_case


def test_write_use_case__without_a_file__conforms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = write_use_case("shop_visits", tmp_path)
    assert {str(path.relative_to(tmp_path)) for path in written} == {
        "shop_visits/pyproject.toml",
        "shop_visits/scorewright_shop_visits/README.md",
        "shop_visits/scorewright_shop_visits/__init__.py",
        "shop_visits/scorewright_shop_visits/data.csv",
        "shop_visits/scorewright_shop_visits/features.py",
        "shop_visits/scorewright_shop_visits/usecase.py",
    }
    use_case = imported(monkeypatch, "scorewright_shop_visits", tmp_path / "shop_visits")
    assert structural_faults(use_case) + behavioural_faults(use_case) == []


def test_write_use_case__telco_file__conforms_and_tells_what_each_column_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_use_case("leavers", tmp_path, TELCO, outcome="Churn")
    use_case = imported(monkeypatch, "scorewright_leavers", tmp_path / "leavers")
    assert structural_faults(use_case) + behavioural_faults(use_case) == []
    kinds = {field.name: type(field).__name__ for field in use_case.fields}
    assert (kinds["customerID"], kinds["SeniorCitizen"], kinds["tenure"]) == ("Text", "Flag", "Number")
    assert (kinds["Contract"], kinds["TotalCharges"]) == ("Category", "Number")
    assert (use_case.outcome.positive, use_case.outcome.negative) == ("Yes", "No")
    assert "7590-VHVEG" not in (tmp_path / "leavers" / "scorewright_leavers" / "usecase.py").read_text()


def test_write_use_case__pyproject__names_the_entry_point(tmp_path: Path) -> None:
    write_use_case("shop_visits", tmp_path)
    project = tomllib.loads((tmp_path / "shop_visits" / "pyproject.toml").read_text())
    points = project["project"]["entry-points"]["scorewright.usecases"]
    assert points == {"shop_visits": "scorewright_shop_visits.usecase:USE_CASE"}


def test_write_use_case__inside_scorewright__is_a_folder_of_four_files_and_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usecases = tmp_path / "usecases"
    usecases.mkdir()
    monkeypatch.setattr(scorewright.usecases, "__path__", [str(usecases)])
    monkeypatch.setattr(scorewright, "__path__", [str(tmp_path)])
    write_use_case("shop_visits", usecases)
    assert sorted(path.name for path in (usecases / "shop_visits").iterdir()) == [
        "README.md",
        "__init__.py",
        "features.py",
        "usecase.py",
    ]
    assert (tmp_path / "datasets" / "shop_visits" / "data.csv").is_file()
    assert "from scorewright.usecases.shop_visits.features" in (usecases / "shop_visits" / "usecase.py").read_text()


@pytest.mark.parametrize("name", ["Shop", "2shops", "class", "shop-visits", "../shop", "", "retention"])
def test_write_use_case__name_that_cannot_be_used__writes_nothing(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        write_use_case(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_write_use_case__folder_is_there__is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "shop_visits").mkdir()
    with pytest.raises(FileExistsError, match="shop_visits"):
        write_use_case("shop_visits", tmp_path)
    assert list((tmp_path / "shop_visits").iterdir()) == []


@pytest.mark.parametrize(
    ("header", "row", "outcome", "words"),
    [
        ("a,late", "{n},{yn}", None, "must be one of the columns a, late"),
        ("a,late", "{n},{yn}", "early", "not 'early'"),
        ("late", "{yn}", "late", "a column beside the outcome"),
        ("a,late", "{n},{n}", "late", "two values"),
        ("a,late", "word{n},{yn}", "late", "a column of numbers"),
        ("a,a", "{n},{yn}", "a", "names each column once"),
        ("£ paid,late", "{n},{yn}", "late", "'£ paid'"),
        ("a,late", "{n},{ab}", "late", "say which is the positive value"),
    ],
)
def test_write_use_case__file_that_cannot_be_understood__says_why_and_writes_nothing(
    tmp_path: Path, header: str, row: str, outcome: str | None, words: str
) -> None:
    lines = [row.format(n=n, yn="yes" if n % 2 else "no", ab="ab"[n % 2]) for n in range(60)]
    csv = tmp_path / "rows.csv"
    csv.write_text("\n".join([header, *lines]))
    with pytest.raises(ValueError, match=words):
        write_use_case("loans", tmp_path, csv, outcome=outcome)
    assert list(tmp_path.iterdir()) == [csv]
