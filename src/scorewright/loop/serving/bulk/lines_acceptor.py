"""Accepting lines of JSON, each of which may have any shape, one by one."""

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from scorewright.declare.columns import Accepted
from scorewright.declare.decoding import RecordDecoder
from scorewright.declare.errors import Problem, RecordRejected
from scorewright.declare.feature_plan import FeaturePlan
from scorewright.declare.features import FeatureValue
from scorewright.declare.records import Record
from scorewright.declare.use_case import UseCase
from scorewright.loop.serving.bulk.json_members import Members, members_of


class LinesAcceptor:
    """The members of a line that are ``ignored``, and the outcome, are left out before it is looked at."""

    def __init__(self, use_case: UseCase, ignored: frozenset[str]) -> None:
        self._use_case = use_case
        self._decoder = RecordDecoder(use_case.fields, use_case.rules)
        self._plan = FeaturePlan(use_case)
        self._ignored = ignored | {use_case.outcome.name}
        kinds = [feature.kind for feature in use_case.features]
        self._counts = kinds.count("number"), kinds.count("category")
        self._no_inputs = [np.nan] * self._counts[0], [""] * self._counts[1]

    def accept(self, rows: Sequence[bytes]) -> Accepted:
        positions: list[int] = []
        records: list[Record] = []
        rejected: list[tuple[int, tuple[Problem, ...]]] = []
        for position, line in enumerate(rows):
            try:
                records.append(self._decode(line))
            except RecordRejected as found:
                rejected.append((position, found.problems))
            else:
                positions.append(position)
        features, inputs, failed = self._features(records)
        numbers, categories = self._counts
        return Accepted(
            rows=np.array(positions, dtype=np.intp),
            rejected=rejected,
            numbers=np.array([row for row, _ in inputs], dtype=np.float64).reshape(len(inputs), numbers),
            categories=np.array([row for _, row in inputs], dtype=np.object_).reshape(len(inputs), categories),
            failed=failed,
            features_of=features.__getitem__,
            record_of=records.__getitem__,
        )

    def as_json(self, rows: Sequence[bytes], accepted: Accepted) -> Sequence[bytes]:
        lines = [rows[position] for position in accepted.rows.tolist()]
        return [self._without_ignored(line, members_of(line)) for line in lines]

    def _decode(self, line: bytes) -> Record:
        members = members_of(line)
        record = self._decoder.decode(self._without_ignored(line, members))
        if members is None:  # such as UTF-16, which the authority reads and no result could hold
            raise RecordRejected([Problem("record", "json", "must be an object of JSON in UTF-8", "text")])
        return record

    def _without_ignored(self, line: bytes, members: Members | None) -> bytes:
        if members is None or not self._ignored & members.keys():
            return line
        return msgspec.json.encode({name: cell for name, cell in members.items() if name not in self._ignored})

    def _features(
        self, records: Sequence[Record]
    ) -> tuple[list[Mapping[str, FeatureValue]], list[tuple[list[float], list[str]]], dict[int, str]]:
        """By place: the features, what the model is given of them, and why some have none."""
        features: list[Mapping[str, FeatureValue]] = []
        inputs: list[tuple[list[float], list[str]]] = []
        failed: dict[int, str] = {}
        for place, record in enumerate(records):
            try:
                computed = self._plan.compute(record)
                inputs.append(self._plan.inputs(computed))
            except Exception as error:  # whatever a use case's own function raises, its fallback can still answer
                failed[place] = f"a feature of {self._use_case.name} fails with {type(error).__name__}"
                features.append({})
                inputs.append(self._no_inputs)
            else:
                features.append(computed)
        return features, inputs, failed
