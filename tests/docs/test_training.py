"""What the page on training says, held against the code."""

import re
from pathlib import Path

import pytest

from scorewright.loop.retraining.config import AlgorithmType, TrainingConfig
from scorewright.loop.training.evaluation.plots import TITLES
from scorewright.science.learners.catalogue import LEARNERS
from scorewright.science.metrics.catalogue import METRICS

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/training.md").read_text(encoding="utf-8")
# Messages are written over several lines of source: the halves of a string meet where they are read.
SOURCE = re.sub(
    r'"\s*\n\s*f?"',
    "",
    "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/scorewright").rglob("*.py")),
)


def section(title: str) -> str:
    found = TEXT.partition(f"## {title}\n")[2].partition("\n## ")[0]
    assert found, title
    return found


def test_configuration__every_field__in_the_table_and_no_other() -> None:
    names = re.findall(r"^\| (`[^|]+) \|", section("The configuration").partition("Models are ONNX")[0], re.MULTILINE)
    assert {name for cell in names for name in re.findall(r"`(\w+)`", cell)} == TrainingConfig.model_fields.keys()


def test_algorithms__named_to_the_reader__are_those_of_the_catalogue_and_of_the_service() -> None:
    (row,) = re.findall(r"^\| `algorithms` \|.*$", TEXT, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", row.partition("compete:")[2].partition(".")[0])) == set(LEARNERS)
    assert set(AlgorithmType) == set(LEARNERS)


def test_evaluation__metrics_and_figures_named__exist() -> None:
    text = section("What an evaluation tells")
    questions = text.partition("| Question |")[2].partition("\n\n")[0]
    assert set(re.findall(r"`([a-z_0-9]+)`", questions)) <= METRICS.keys()
    figures = text.partition("Six figures")[2]
    assert set(re.findall(r"`(\w+)`", figures)) == TITLES.keys()


MESSAGES = re.findall(r"^\| (`[^|]+) \|", section("When a training does not do what you want"), re.MULTILINE)


@pytest.mark.parametrize("message", MESSAGES)
def test_trouble__what_it_says__is_what_the_code_prints(message: str) -> None:
    for quoted in re.findall(r"`([^`]+)`", message):
        for words in filter(None, (part.strip() for part in quoted.split("..."))):
            assert words in SOURCE, words
