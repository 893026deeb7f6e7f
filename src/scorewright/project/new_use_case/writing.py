"""Writing the files of a new use case."""

import keyword
import re
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template

from scorewright.declare.catalogue import use_cases
from scorewright.declare.dataset import Dataset, dataset_from_csv
from scorewright.declare.fields import Text
from scorewright.declare.outcome import Outcome
from scorewright.project.new_use_case.inference import infer_field, infer_outcome
from scorewright.project.new_use_case.place import Place, place_for
from scorewright.project.new_use_case.source_code import example_lines, field_line, literal

SAMPLE = files("scorewright") / "datasets" / "shop_visits" / "shop_visits.csv"
SAMPLE_OUTCOME = "bought"
TEMPLATES = Path(__file__).with_name("templates")


def write_use_case(
    name: str, folder: Path, csv: Path | None = None, outcome: str | None = None, positive: str | None = None
) -> list[Path]:
    """Write the use case ``name`` into a new folder of that name under ``folder``; gives the files written.

    It conforms as it is. Its data are a copy of ``csv``, whose column ``outcome`` is what is predicted and whose value
    ``positive`` is the one that counts (None: the one that means yes); without a file, made-up rows. Inside
    Scorewright's own ``usecases`` it is a part of Scorewright, anywhere else a package of its own that pip installs.
    Raises ValueError where the name cannot be used or the file cannot be understood, FileExistsError where the folder
    is there already; nothing is written then.
    """
    _check_name(name)
    place = place_for(name, folder)
    if taken := next((path for path in (folder / name, place.data) if path.exists()), None):
        raise FileExistsError(f"{taken} is there already")
    source = csv or SAMPLE
    dataset = dataset_from_csv(source)
    declared = _outcome(dataset, SAMPLE_OUTCOME if csv is None else outcome, positive)
    data_file = f"data.csv{'.gz' if source.name.endswith('.gz') else ''}"
    words = {
        **_names(name, place),
        **_fields(dataset, declared),
        **_data(dataset, declared),
        "data": f"{place.data_code}{literal(data_file)}",
        "data_file": data_file,
        "source": literal("made up" if csv is None else csv.name),
        "origin": "made up" if csv is None else "copied from a file",
    }
    return _write(place, source, data_file, words)


def _check_name(name: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,49}", name) or keyword.iskeyword(name):
        raise ValueError(f"{name!r}: a name has at most 50 lower-case letters, digits and underscores")
    if name in use_cases():
        raise ValueError(f"{name!r}: there is a use case of this name")


def _outcome(dataset: Dataset, name: str | None, positive: str | None) -> Outcome:
    columns = list(dataset.rows[0]) if dataset.rows else []
    if name not in columns:
        raise ValueError(f"the outcome must be one of the columns {', '.join(columns)}, not {name!r}")
    if len(columns) < 2:
        raise ValueError("there must be a column beside the outcome")
    return infer_outcome(name, [row[name] for row in dataset.rows], positive)


def _names(name: str, place: Place) -> Mapping[str, str]:
    return {
        "name": name,
        "title": name.replace("_", " ").capitalize(),
        "package": place.package,
        "distribution": place.package.replace("_", "-"),
    }


def _fields(dataset: Dataset, outcome: Outcome) -> Mapping[str, str]:
    columns = {name: [row[name] for row in dataset.rows] for name in dataset.rows[0] if name != outcome.name}
    fields = [infer_field(name, cells) for name, cells in columns.items()]
    if all(isinstance(field, Text) for field in fields):
        raise ValueError("there must be a column of numbers, of yes and no, or of at most 20 categories")
    return {
        "field_kinds": ", ".join(sorted({"Field", "Text", *(type(field).__name__ for field in fields)})),
        "fields": "".join(field_line(field, columns[field.name]) for field in fields),
        "example": example_lines(fields, dataset.rows[0]),
    }


def _data(dataset: Dataset, outcome: Outcome) -> Mapping[str, str]:
    labels = [outcome.label(row[outcome.name]) for row in dataset.rows]
    return {
        "rows": f"{len(labels):,}",
        "positive_share": f"{sum(labels) / len(labels):.3f}",
        "outcome": literal(outcome.name),
        "positive": literal(outcome.positive),
        "negative": literal(outcome.negative),
        "summary": literal(f"The probability that {outcome.name} will be {outcome.positive}."),
    }


def _write(place: Place, source: Path | Traversable, data_file: str, words: Mapping[str, str]) -> list[Path]:
    texts = {place.code / name: _filled(name, words) for name in ("README.md", "usecase.py", "features.py")}
    texts[place.code / "__init__.py"] = ""
    if place.project is not None:
        texts[place.project / "pyproject.toml"] = _filled("pyproject.toml", words)
    contents = {path: text.encode() for path, text in texts.items()} | {place.data / data_file: source.read_bytes()}
    for path, content in contents.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return list(contents)


def _filled(name: str, words: Mapping[str, str]) -> str:
    return Template((TEMPLATES / f"{name}.txt").read_text(encoding="utf-8")).substitute(words)
