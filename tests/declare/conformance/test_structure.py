from collections.abc import Callable
from datetime import UTC, datetime
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from scorewright.declare.conformance import structural_faults
from scorewright.declare.conformance.structure import README_HEADINGS
from scorewright.declare.features import Feature
from scorewright.declare.fields import Moment
from scorewright.declare.use_case import UseCase

MakeUseCase = Callable[..., UseCase]
LOANS = "use case 'loans'"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a README as it should be and a module that defines ``load``."""
    (tmp_path / "README.md").write_text(
        "# Loans\n\n" + "".join(f"## {heading}\n\n...\n" for heading in README_HEADINGS)
    )
    (tmp_path / "data.py").write_text("def load(): ...\n")
    return tmp_path


@pytest.fixture
def load(folder: Path) -> Any:
    spec = spec_from_file_location("loans_data", folder / "data.py")
    assert spec is not None
    assert spec.loader is not None
    module: ModuleType = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.load


def test_structural_faults__all_in_order__finds_none(make_use_case: MakeUseCase, load: Any) -> None:
    assert structural_faults(make_use_case(load=load)) == []


def test_structural_faults__no_readme__is_named(make_use_case: MakeUseCase, folder: Path, load: Any) -> None:
    (folder / "README.md").unlink()
    assert structural_faults(make_use_case(load=load)) == [
        f"{LOANS}: README.md: is missing beside the module that defines load"
    ]


def test_structural_faults__section_missing__is_named(make_use_case: MakeUseCase, folder: Path, load: Any) -> None:
    readme = folder / "README.md"
    readme.write_text(readme.read_text().replace("## Limits\n", "## Praise\n"))
    assert structural_faults(make_use_case(load=load)) == [f"{LOANS}: README.md: has no section '## Limits'"]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"owner": " "}, "owner: must say something"),
        ({"features": (Feature(name="x", compute=lambda _: "a"),)}, "feature 'x': gives str, which is no number"),
        (
            {"features": (Feature(name="x", compute=lambda _: 1.0, kind="category"),)},
            "gives float, which is no category",
        ),
        ({"features": (Feature(name="x", compute=lambda _: float("inf")),)}, "feature 'x': gives infinity"),
        ({"features": (Feature(name="origin", compute=lambda _: 1.0),)}, "'origin': has the name of a protected field"),
        ({"load": print}, "load: must be a plain function"),
        (
            {"fields": (Moment(name="at"),), "examples": ({"at": datetime(2026, 1, 1, tzinfo=UTC)},)},
            "examples: cannot be written as JSON",
        ),
    ],
)
def test_structural_faults__planted_fault__is_found(
    make_use_case: MakeUseCase, load: Any, changes: dict[str, Any], fault: str
) -> None:
    plain = {"features": (Feature(name="x", compute=lambda _: 1.0),), "load": load}
    assert any(fault in found for found in structural_faults(make_use_case(**(plain | changes))))
