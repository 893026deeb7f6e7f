"""The features of a use case, compiled: taken fields are copied, and only the other features are called."""

import math
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from scorewright.declare.features import Feature, FeatureValue, Taken, finite
from scorewright.declare.fields import Category, Field, Flag, Number
from scorewright.declare.records import Record
from scorewright.declare.use_case import UseCase

_KINDS: Mapping[type[Field], str] = {Number: "number", Flag: "number", Category: "category"}


def copied_field(feature: Feature, use_case: UseCase) -> str | None:
    """The name of the field that ``feature`` is a copy of; None where the feature must be called."""
    taken = feature.compute
    if not isinstance(taken, Taken) or taken.kind != feature.kind:
        return None
    known = any(
        field.name == taken.field and not field.protected and _KINDS.get(type(field)) == taken.kind
        for field in use_case.fields
    )
    return taken.field if known else None


class FeaturePlan:
    """Computes the features of ``use_case``; made once, then used by any number of threads."""

    def __init__(self, use_case: UseCase) -> None:
        features = use_case.features
        copied = [copied_field(feature, use_case) for feature in features]
        self._copied = _getter([name for name in copied if name is not None])
        self._called = tuple((place, features[place].compute) for place, name in enumerate(copied) if name is None)
        self._names = tuple(feature.name for feature in features)
        self._numbers = _getter([feature.name for feature in features if feature.kind == "number"])
        self._categories = _getter([feature.name for feature in features if feature.kind == "category"])
        self._visible = tuple(field.name for field in use_case.fields if not field.protected)
        self._visible_values = _getter(self._visible)
        self._all_visible = len(self._visible) == len(use_case.fields)

    def compute(self, record: Record) -> dict[str, FeatureValue]:
        """Every feature of an accepted ``record``, by name, as ``use_case.compute`` gives it of what is visible.

        Raises whatever a feature raises.
        """
        values: list[FeatureValue] = [
            value if value.__class__ is float or value.__class__ is str or value is None else float(value)
            for value in self._copied(record)
        ]
        if self._called:
            visible = self._shown(record)
            for place, compute in self._called:
                values.insert(place, finite(compute(visible)))
        return dict(zip(self._names, values, strict=True))

    def inputs(self, features: Mapping[str, FeatureValue]) -> tuple[list[float], list[str]]:
        """What a model is given: its numbers (NaN where missing) and its categories ("" where missing), in their order.

        Raises ValueError where a number feature is no number.
        """
        return (
            [
                value if value.__class__ is float else math.nan if value is None else float(value)
                for value in self._numbers(features)
            ],
            ["" if value is None else str(value) for value in self._categories(features)],
        )

    def _shown(self, record: Record) -> Record:
        if self._all_visible:
            return record if isinstance(record, MappingProxyType) else MappingProxyType(dict(record))
        return MappingProxyType(dict(zip(self._visible, self._visible_values(record), strict=True)))


def _getter(names: Sequence[str]) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    """What gives the values of ``names``, always as a tuple (itemgetter knows no other way for one and for none)."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda mapping: tuple(mapping[name] for name in names)
