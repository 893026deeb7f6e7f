"""A use case: everything that is said about one kind of decision, in one place."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from scorewright.declare.activation import ActivationPolicy
from scorewright.declare.advice import Advice, Advisor
from scorewright.declare.confidence import Confidence
from scorewright.declare.dataset import Dataset
from scorewright.declare.decision import Decision, Verdict
from scorewright.declare.errors import DeclarationError, RecordRejected
from scorewright.declare.fallback import Fallback
from scorewright.declare.features import Feature, FeatureValue, compute_features
from scorewright.declare.fields import Category, Field, Flag, Moment, Number
from scorewright.declare.gates import Gate
from scorewright.declare.guard import Guard
from scorewright.declare.intake import Intake
from scorewright.declare.left_out import LeftOut
from scorewright.declare.outcome import Outcome
from scorewright.declare.records import Record, accept_record, read_record, record_schema
from scorewright.declare.retraining import Retraining
from scorewright.declare.rules import Rule, check_rules
from scorewright.declare.simulation import Simulation
from scorewright.declare.training import Training

_FUNCTIONS = "a feature, the fallback, the advisor, the insight or the confidence"


@dataclass(frozen=True, kw_only=True)
class UseCase:
    """One kind of decision. Raises DeclarationError, naming use case, part and rule, when it contradicts itself.

    ``load`` gives the data to train from; ``examples`` are raw records, at least one, that must be acceptable.
    ``record`` says when a decision is on disk: "before" its answer is given, or "after" it, so that an answer need not
    wait for the disk; then a crash of the web process can lose the last decisions, and so can a stop of it while the
    database is away for more than 20 seconds.
    ``aliases`` are further addresses of it below /api/, such as "v2/predict/loans/". ``groups`` names categories and
    flags by whose values performance is told, beside those that are protected.
    ``rules`` hold between fields of a record. ``left_out`` says which rows of a data set are not learnt from.
    ``year_field``, a number, is by what the data-quality report tells how recent rows are where the split does not say,
    ``group_field`` by what it tells the rows of each group and which groups are small. ``advisor`` adds advice to each
    answer.
    ``retraining`` says when models are trained anew; None: when somebody asks.
    ``guard`` says what is watched after an activation, and what puts the former version back; None: nobody watches.
    ``unit_field`` names the field, such as a customer's number, whose value always gets the same arm of an experiment;
    None: each request gets one by chance. ``simulation`` is a world that it can be tried in. ``intake`` says how
    applications are taken in and assessed by themselves; None: there are none, only records to decide on.
    ``confidence`` says how sure a model's answer is; None: as sure as it is probable that its label is right.
    """

    name: str
    title: str
    summary: str
    owner: str
    fields: tuple[Field, ...]
    features: tuple[Feature, ...]
    outcome: Outcome
    training: Training
    gates: tuple[Gate, ...]
    decision: Decision
    fallback: Fallback
    examples: tuple[Mapping[str, Any], ...]
    load: Callable[[], Dataset]
    activation: ActivationPolicy = field(default_factory=ActivationPolicy)
    record: Literal["before", "after"] = "before"
    aliases: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    year_field: str | None = None
    group_field: str | None = None
    advisor: Advisor | None = None
    retraining: Retraining | None = None
    guard: Guard | None = None
    unit_field: str | None = None
    simulation: Simulation | None = None
    intake: Intake | None = None
    confidence: Confidence | None = None

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,49}", self.name):
            raise self._wrong("name", "must be at most 50 lower-case letters, digits and underscores")
        if self.record not in ("before", "after"):
            raise self._wrong("record", f"{self.record!r} is not one of before, after")
        if not isinstance(self.guard, Guard | None):
            raise self._wrong("guard", "must be a Guard or None")
        self._check_aliases()
        self._check_groups()
        self._check_unique("fields", [one.name for one in self.fields])
        self._check_unique("features", [feature.name for feature in self.features])
        self._check_unique("gates", [f"{gate.metric} {gate.operator}" for gate in self.gates])
        if self.outcome.name in {one.name for one in self.fields}:
            raise self._wrong("outcome", f"{self.outcome.name!r} must not be a field of the record as well")
        self._check_split()
        self._check_named_fields()
        self._check_intake()
        if not self.examples:
            raise self._wrong("examples", "must hold at least one record")
        for number, example in enumerate(self.examples, 1):
            self._check_example(number, example)

    def _check_split(self) -> None:
        kinds = {one.name: type(one) for one in self.fields}
        split_by = self.training.split_by
        if split_by is not None and split_by not in kinds:
            raise self._wrong("training", f"split_by {split_by!r} must be a field")
        if self.training.split == "time" and not issubclass(kinds[str(split_by)], Moment):
            raise self._wrong("training", f"split_by {split_by!r} must be a Moment, since the split is by time")

    def _wrong(self, part: str, rule: str) -> DeclarationError:
        return DeclarationError(f"use case {self.name!r}: {part}: {rule}")

    def _check_unique(self, part: str, names: Sequence[str]) -> None:
        if not names:
            raise self._wrong(part, "must not be empty")
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise self._wrong(part, f"{', '.join(twice)} must not be declared twice")

    def _check_aliases(self) -> None:
        for alias in self.aliases:
            if len(alias) > 100 or not re.fullmatch(r"[a-z0-9_-]+(/[a-z0-9_-]+)*/?", alias):
                raise self._wrong(
                    "aliases", f"{alias!r} must be at most 100 lower-case letters, digits, '_' and '-', parted by '/'"
                )
        bare = [alias.rstrip("/") for alias in self.aliases]
        if twice := sorted({alias for alias in bare if bare.count(alias) > 1}):
            raise self._wrong("aliases", f"{', '.join(twice)} must not be declared twice")

    def _check_groups(self) -> None:
        possible = {one.name for one in self.fields if isinstance(one, Category | Flag)}
        if others := sorted(set(self.groups) - possible):
            raise self._wrong("groups", f"{', '.join(others)} must be a category or a flag")

    def _check_named_fields(self) -> None:
        try:
            check_rules(self.rules, self.fields)
        except DeclarationError as error:
            raise DeclarationError(f"use case {self.name!r}: {error}") from error
        kinds = {one.name: type(one) for one in self.fields}
        if self.year_field is not None and kinds.get(self.year_field) is not Number:
            raise self._wrong("year_field", f"{self.year_field!r} must be a number field")
        if self.group_field is not None and self.group_field not in kinds:
            raise self._wrong("group_field", f"{self.group_field!r} must be a field")
        if self.unit_field is not None and self.unit_field not in kinds:
            raise self._wrong("unit_field", f"{self.unit_field!r} must be a field")
        if unknown := sorted(set(self.training.selection.names) - {feature.name for feature in self.features}):
            raise self._wrong("training", f"selection: names: {', '.join(unknown)} must be features")

    def _check_intake(self) -> None:
        if self.intake is None:
            return
        try:
            self.intake.check(self.fields)
        except DeclarationError as error:
            raise DeclarationError(f"use case {self.name!r}: {error}") from error

    @property
    def told_groups(self) -> tuple[str, ...]:
        """The fields by whose values performance is told: the declared ones, and what is protected."""
        protected = (one.name for one in self.fields if one.protected and isinstance(one, Category | Flag))
        return tuple(dict.fromkeys((*self.groups, *protected)))

    @property
    def monitored(self) -> tuple[Category | Flag, ...]:
        """What is kept apart from the record of an application: performance is told by it as well."""
        return () if self.intake is None else self.intake.monitored

    def _check_example(self, number: int, example: Mapping[str, Any]) -> None:
        part = f"examples: number {number}"
        try:
            record = self.visible(self.accept(example))
        except RecordRejected as rejected:
            raise self._wrong(part, str(rejected)) from rejected
        try:
            self.compute(record)
            self.advise(record)
            if self.intake is not None:
                self.intake.check_example(record)
            self.sure(record, self.decision.decide(0.5))
            probability = self.fallback.probability(record)
            possible = 0 <= probability <= 1
            self._check_contributions(self.contributions(record))
        except DeclarationError as error:
            raise self._wrong(part, str(error)) from error
        except KeyError as error:
            raise self._wrong(part, f"{_FUNCTIONS} asks for {error}, which is protected or no field") from error
        except Exception as error:  # whatever somebody's own function raises: the use case must still be named
            raise self._wrong(part, f"{_FUNCTIONS} fails: {type(error).__name__}: {error}") from error
        if not possible:
            raise self._wrong("fallback", f"gives {probability} for example {number}, which is no probability")

    def _check_contributions(self, moved: Mapping[str, float]) -> None:
        if strangers := sorted(set(moved) - {feature.name for feature in self.features}):
            raise DeclarationError(f"fallback: contributions: {', '.join(strangers)} must be features")
        if not all(math.isfinite(each) for each in moved.values()):
            raise DeclarationError("fallback: contributions must be finite")

    def accept(self, raw: object) -> Record:
        """The record in ``raw``, a JSON object. Raises RecordRejected with every broken rule."""
        return accept_record(self.fields, raw, self.rules)

    def read(self, cells: Mapping[str, str]) -> Record:
        """The record in a row of text cells. Raises RecordRejected with every broken rule."""
        return read_record(self.fields, cells, self.rules)

    def record_schema(self) -> dict[str, Any]:
        """The JSON schema of a record."""
        return record_schema(self.fields, self.rules)

    def visible(self, record: Record) -> Record:
        """``record`` without its protected fields: all that features and the fallback may see."""
        return MappingProxyType({one.name: record[one.name] for one in self.fields if not one.protected})

    def compute(self, visible: Record) -> Mapping[str, FeatureValue]:
        """Every feature of a record without protected fields."""
        return compute_features(self.features, visible)

    def advise(self, visible: Record) -> tuple[Advice, ...] | None:
        """The advice for a record without protected fields, None where no advisor is declared."""
        return None if self.advisor is None else self.advisor.advise(visible)

    def contributions(self, visible: Record) -> Mapping[str, float]:
        """What moved the fallback's answer to a record without protected fields; empty where it does not say."""
        return {} if self.fallback.contributions is None else self.fallback.contributions(visible)

    def sure(self, visible: Record, verdict: Verdict) -> float | None:
        """How sure a model's ``verdict`` on a record without protected fields is; None where it says so itself."""
        return None if self.confidence is None else self.confidence.sure(visible, verdict)

    def why_left_out(self, row: Mapping[str, object]) -> str | None:
        """Why ``row`` of a data set is not learnt from, None where it is. Such a row need not be readable."""
        return next((why for one in self.left_out if (why := one.why(row)) is not None), None)

    def read_row(self, row: Mapping[str, str], ignored: frozenset[str] = frozenset()) -> tuple[Record, int]:
        """The record, protected fields included, and the label (1 or 0) in a row of a data set.

        ``ignored`` names columns that are neither. Raises RecordRejected where the record breaks a rule, ValueError
        where the outcome is neither of its two values, and KeyError where the row has no outcome.
        """
        beside = {one.column for one in self.left_out} - {one.name for one in self.fields}
        cells = {name: cell for name, cell in row.items() if name not in {self.outcome.name, *ignored, *beside}}
        return self.read(cells), self.outcome.label(row[self.outcome.name])
