"""The maps of the house, held against the house."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "scorewright"
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
STAGES = next(
    list(reversed(contract["layers"])) for contract in CONTRACTS if contract.get("containers") == ["scorewright.loop"]
)


def folders(path: Path) -> set[str]:
    return {child.name for child in path.iterdir() if (child / "__init__.py").is_file()}


def test_architecture__stages_in_the_table__are_the_folders_in_the_order_of_the_contract() -> None:
    table = ARCHITECTURE.partition("| Stage |")[2].partition("To come")[0]
    named = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    assert named == [stage for stage in STAGES if not stage.startswith("(")]
    assert set(named) == folders(PACKAGE / "loop")


def test_architecture__stages_to_come__are_those_in_brackets() -> None:
    paragraph = ARCHITECTURE.partition("To come")[2].partition("\n\n")[0].partition("):")[2]
    assert re.findall(r"`(\w+)`", paragraph) == [stage.strip("()") for stage in STAGES if stage.startswith("(")]


def test_decision_0001__order_of_stages__is_that_of_the_contract() -> None:
    record = (ROOT / "docs/decisions/0001-order-of-all-stages.md").read_text(encoding="utf-8")
    listed = record.partition("From the first to the last:")[2].partition("A stage in brackets")[0].split()
    assert listed == STAGES


def test_architecture__rings__are_those_of_the_law() -> None:
    table = ARCHITECTURE.partition("| Ring |")[2].partition("\n\n")[0]
    law = next(contract["layers"] for contract in CONTRACTS if contract.get("containers") == ["scorewright"])
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == set(re.findall(r"\w+", " ".join(law)))


def test_architecture__packages_of_science__are_named() -> None:
    (line,) = [line for line in ARCHITECTURE.splitlines() if line.startswith("| `science` |")]
    assert folders(PACKAGE / "science") <= set(re.findall(r"\w+", line))


def test_architecture__fits_on_a_page() -> None:
    assert len(ARCHITECTURE.splitlines()) <= 100
