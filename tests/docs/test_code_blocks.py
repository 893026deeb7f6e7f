"""Every block of code in README.md and docs/ is executed; what its answer is shown to be is held against the answer.

``python`` blocks are doctests; ``sh`` blocks run in one shell; a ``json`` block shows the answer of the ``sh`` block
above it, whose values may differ, but not its names and types; ``toml`` blocks are excerpts of pyproject.toml.
"""

import doctest
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("docs/**/*.md"))]
FENCED = re.compile(r"^```(.*)\n([\s\S]*?)^```$", re.MULTILINE)
# ``make run`` is done by the workshop: it would set up an environment from the network. ``make test`` runs this test.
MAKE_RUN, NOT_RUN = "make run", {"make test"}


@dataclass(frozen=True)
class Block:
    language: str
    code: str
    line: int


def blocks(document: Path, *languages: str) -> list[Block]:
    text = document.read_text(encoding="utf-8")
    found = [Block(m[1], m[2].strip(), text.count("\n", 0, m.start()) + 2) for m in FENCED.finditer(text)]
    return [block for block in found if not languages or block.language in languages]


def with_blocks(*languages: str) -> pytest.MarkDecorator:
    found = [document for document in DOCUMENTS if blocks(document, *languages)]
    return pytest.mark.parametrize("document", found, ids=lambda document: document.relative_to(ROOT).as_posix())


@with_blocks()
def test_blocks__of_any_document__are_of_a_language_that_is_executed(document: Path) -> None:
    assert {block.language for block in blocks(document)} <= {"python", "sh", "json", "toml"}


@with_blocks("python")
def test_python_blocks__executed__answer_what_they_show(document: Path) -> None:
    names: dict[str, Any] = {}
    runner = doctest.DocTestRunner()
    for block in blocks(document, "python"):
        test = doctest.DocTestParser().get_doctest(block.code + "\n", names, document.name, str(document), block.line)
        assert test.examples, f"{document.name}, line {block.line}: shows no answer"
        runner.run(test, clear_globs=False)
        names |= test.globs
    assert runner.summarize().failed == 0


@with_blocks("toml")
def test_toml_blocks__stand_in_pyproject(document: Path) -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert [block.code for block in blocks(document, "toml") if block.code not in project] == []


@pytest.mark.journey
@with_blocks("sh")
def test_sh_blocks__run_in_order__succeed_and_answer_as_shown(document: Path, workshop: Any) -> None:
    answer = ""
    for block in blocks(document, "sh", "json"):
        if block.language == "json":
            assert shape(json.loads(answer)) == shape(json.loads(block.code)), f"line {block.line}: {answer}"
        elif block.code == MAKE_RUN:
            workshop.make_run()
        elif block.code not in NOT_RUN:
            answer = workshop.run(block.code)


def shape(value: Any) -> Any:
    """Names and types of a JSON value, without the values."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [shape(inner) for inner in value]
    return float if type(value) is int else type(value)
