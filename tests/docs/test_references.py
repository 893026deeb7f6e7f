"""Links lead somewhere, files that are named exist, and decision records have their parts."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RECORDS = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
PARTS = ["Context", "Decision", "Consequences", "Alternatives", "Kept by"]


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("document", DOCUMENTS, ids=relative)
def test_links__within_the_repository__lead_to_a_file_and_a_heading(document: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8")):
        if target.startswith("https://"):
            continue
        path, _, heading = target.partition("#")
        file = (document.parent / path).resolve() if path else document
        assert file.exists(), target
        assert not heading or heading in headings(file), target


def headings(document: Path) -> set[str]:
    """The anchors of a document's headings, as code hosts make them."""
    titles = re.findall(r"^#+ (.*)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("document", DOCUMENTS, ids=relative)
def test_files__named_in_code__exist(document: Path) -> None:
    named = re.findall(r"`((?:src|tests|docs|requirements|\.ci)/[\w./\-]+)`", document.read_text(encoding="utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("record", RECORDS, ids=relative)
def test_decision_record__has_every_part_and_one_quotable_line(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    assert re.match(rf"# {record.name[:4]}: .+\n\nAccepted, ", text)
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == PARTS
    decision = text.partition("## Decision\n")[2].partition("## Consequences")[0]
    assert len(re.findall(r"^(?:> .*\n)+", decision, re.MULTILINE)) == 1


def test_decision_records__are_numbered_without_gaps_and_listed_under_their_titles() -> None:
    index = (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| \[(\d{4})\]\((\S+)\) \| (.*) \|$", index, re.MULTILINE)
    titles = [record.read_text(encoding="utf-8").splitlines()[0].partition(": ")[2] for record in RECORDS]
    numbers = [f"{number:04d}" for number in range(1, len(RECORDS) + 1)]
    assert listed == list(zip(numbers, [record.name for record in RECORDS], titles, strict=True))
