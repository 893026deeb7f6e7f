"""What a model file says of itself: its columns, and the features that its encoding makes of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any, get_args

from scorewright.science.table import Column, Kind

COLUMNS, FEATURES = "columns", "features"


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature as the predictor sees it: the column it comes from and its mean over the training rows."""

    name: str
    source: str
    mean: float


@dataclass(frozen=True, slots=True)
class Description:
    """``columns`` in the order of the table, ``features`` in the order of the encoding."""

    columns: tuple[Column, ...]
    features: tuple[Feature, ...]

    def of_kind(self, kind: Kind) -> tuple[str, ...]:
        """The names of the columns of ``kind``, in order: those of one of the model's inputs."""
        return tuple(column.name for column in self.columns if column.kind == kind)

    def to_metadata(self) -> dict[str, str]:
        """As texts, for ``from_metadata``. Which columns were monotone is not kept."""
        columns = [{"name": column.name, "kind": column.kind} for column in self.columns]
        features = [asdict(feature) for feature in self.features]
        return {COLUMNS: _text(columns), FEATURES: _text(features)}


def from_metadata(texts: Mapping[str, str]) -> Description:
    """Read what ``to_metadata`` wrote. Raises ValueError that says what is absent or wrong."""
    columns = tuple(Column(_name(entry), _kind(entry)) for entry in _entries(texts, COLUMNS))
    features = tuple(Feature(_name(entry), *_origin(entry)) for entry in _entries(texts, FEATURES))
    names = [column.name for column in columns]
    if len(set(names)) < len(names):
        raise ValueError("two columns have the same name")
    if strangers := sorted({feature.source for feature in features} - set(names)):
        raise ValueError(f"features come from columns that are not there: {', '.join(strangers)}")
    return Description(columns, features)


def _text(entries: Sequence[Mapping[str, object]]) -> str:
    return json.dumps(entries, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _entries(texts: Mapping[str, str], key: str) -> list[Mapping[str, Any]]:
    try:
        entries = json.loads(texts[key])
    except KeyError:
        raise ValueError(f"the metadata lacks {key!r}") from None
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{key!r} in the metadata is not JSON") from error
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ValueError(f"{key!r} in the metadata is not a list of objects")
    return entries


def _name(entry: Mapping[str, Any]) -> str:
    name = entry.get("name")
    if not isinstance(name, str) or not name:
        raise ValueError("a column or feature in the metadata has no name")
    return name


def _kind(entry: Mapping[str, Any]) -> Kind:
    for kind in get_args(Kind):
        if entry.get("kind") == kind:
            return kind  # type: ignore[no-any-return]  # get_args knows no types
    raise ValueError(f"column {entry['name']!r} in the metadata is neither a number nor a category")


def _origin(entry: Mapping[str, Any]) -> tuple[str, float]:
    source, mean = entry.get("source"), entry.get("mean")
    if not isinstance(source, str) or not isinstance(mean, float) or not isfinite(mean):
        raise ValueError(f"feature {entry['name']!r} in the metadata lacks its source or its mean")
    return source, mean
