"""A use case is thin: a folder of at most four files and 250 lines of code, and whatever has more has a reason."""

from pathlib import Path

import pytest

import scorewright.usecases

FOLDERS = [path for path in Path(scorewright.usecases.__path__[0]).iterdir() if (path / "usecase.py").is_file()]

# Two editions, two records, two simulators with a known ROC-AUC, and advice; each of its files is one of those ideas.
# Retention: two editions, two records, and a bank's customers, years long, whose true probabilities are computed.
# Credit: two lenders of simulated people, titles, loans, an economy and its shocks, expert points, and what work means.
LARGER = {"admission": (10, 950), "credit": (22, 1_700), "retention": (12, 950)}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_folder__holds_at_most_four_files_and_250_lines(folder: Path) -> None:
    most_files, most_lines = LARGER.get(folder.name, (4, 250))
    files = [path for path in folder.iterdir() if path.name != "__pycache__"]
    assert len(files) <= most_files
    assert sum(len(path.read_text().splitlines()) for path in files if path.suffix == ".py") <= most_lines
