"""Features that must be called, row by row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from scorewright.declare.features import Feature, FeatureValue, finite
from scorewright.declare.fields import Value
from scorewright.declare.records import Record


@dataclass(frozen=True, slots=True)
class Called:
    """The values of each feature by name, row by row, all None in a row that ``failed``; and why it did, by place."""

    values: Mapping[str, Sequence[FeatureValue]]
    failed: Mapping[int, str]


def call(features: Sequence[Feature], fields: Mapping[str, Sequence[Value]], count: int, use_case: str) -> Called:
    """Call ``features`` for each of ``count`` records, which show ``fields`` and no others."""
    if not features:
        return Called({}, {})
    names = tuple(fields)
    rows = zip(*fields.values(), strict=True) if fields else iter([()] * count)
    found: list[Sequence[FeatureValue]] = []
    failed: dict[int, str] = {}
    nothing = [None] * len(features)
    for place, row in enumerate(rows):
        try:
            found.append(_computed(features, MappingProxyType(dict(zip(names, row, strict=True)))))
        except Exception as error:  # whatever a use case's own function raises, its fallback can still answer
            failed[place] = f"a feature of {use_case} fails with {type(error).__name__}"
            found.append(nothing)
    return Called({feature.name: [row[n] for row in found] for n, feature in enumerate(features)}, failed)


def _computed(features: Sequence[Feature], record: Record) -> list[FeatureValue]:
    values = [finite(feature.compute(record)) for feature in features]
    for feature, value in zip(features, values, strict=True):
        if feature.kind == "number" and value is not None:
            float(value)  # raises where a model could not take it
    return values
