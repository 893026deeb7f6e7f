"""What a backtest is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

import msgspec

from scorewright.declare.decision import Decision
from scorewright.declare.errors import DeclarationError
from scorewright.declare.use_case import UseCase
from scorewright.loop.deployment.policy import faults
from scorewright.loop.registry import queries
from scorewright.loop.serving.replay.kept_pages import Chosen, chosen_decisions
from scorewright.science.policy.bands import Band, Bands


class BacktestRejectedError(ValueError):
    """The question breaks ``rule`` of ``field``: nothing was replayed."""

    def __init__(self, field: str, rule: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field, self.rule, self.message = field, rule, message


@dataclass(frozen=True, kw_only=True)
class Question:
    """Decisions from ``since`` on and before ``until``, through ``version`` and through ``against``, by their numbers.

    ``threshold`` and ``bands`` are for ``against``; None: as they are declared, as they always are for ``version``.
    What happened counts as far as it was known at ``as_of``. Raises BacktestRejectedError.
    """

    use_case: str
    version: int
    against: int
    since: datetime
    until: datetime
    as_of: datetime
    threshold: float | None = None
    bands: tuple[Band, ...] | None = None

    def __post_init__(self) -> None:
        if self.since >= self.until:
            raise BacktestRejectedError(
                "since", "order", f"{_told(self.since)} must lie before until, which is {_told(self.until)}"
            )
        if self.until > self.as_of:
            raise BacktestRejectedError(
                "until", "order", f"{_told(self.until)} must not lie after as_of, which is {_told(self.as_of)}"
            )
        if self.version == self.against and self.threshold is None and self.bands is None:
            raise BacktestRejectedError(
                "against",
                "differs",
                f"v{self.against} is the same: give another version, a threshold or bands",
            )

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """What ``to_json`` gave."""
        return msgspec.convert(content, cls)

    def to_json(self) -> dict[str, Any]:
        found: dict[str, Any] = msgspec.to_builtins(self)
        return found

    def decision_of(self, declared: Decision) -> Decision:
        """How ``against`` decides. Raises BacktestRejectedError where ``declared`` cannot be changed so."""
        try:
            changed = declared if self.threshold is None else replace(declared, threshold=self.threshold)
        except DeclarationError as error:
            raise _refused("threshold", error) from error
        if self.bands is None:
            return changed
        try:
            bands_on = "probability" if changed.scale is None else changed.bands_on
            return replace(changed, bands=Bands(self.bands), bands_on=bands_on)
        except ValueError as error:
            raise _refused("bands", error) from error


def ask(
    use_case: UseCase,
    *,
    since: datetime,
    now: datetime,
    version: int | None = None,
    against: int | None = None,
    until: datetime | None = None,
    as_of: datetime | None = None,
    threshold: float | None = None,
    bands: Sequence[Band] | None = None,
) -> Question:
    """The question with what was left out of it, once it can be answered.

    ``version`` is by default the one in production, ``against`` the same, ``as_of`` now, ``until`` as_of. Raises
    VersionNotFoundError, and BacktestRejectedError, also where a version cannot answer and where there is no decision.
    """
    if as_of is not None and as_of > now:
        raise BacktestRejectedError("as_of", "order", f"{_told(as_of)} must not lie after now")
    first = _in_production(use_case) if version is None else queries.version_numbered(use_case.name, version).number
    known_at = as_of or now
    question = Question(
        use_case=use_case.name,
        version=first,
        against=first if against is None else queries.version_numbered(use_case.name, against).number,
        since=since,
        until=until or known_at,
        as_of=known_at,
        threshold=threshold,
        bands=None if bands is None else tuple(bands),
    )
    question.decision_of(use_case.decision)
    _check_usable(use_case, question)
    if not chosen_decisions(Chosen(question.since, question.until, use_case.name)).exists():
        raise no_decision(question)
    return question


def no_decision(question: Question) -> BacktestRejectedError:
    """What to raise where there is nothing to replay."""
    words = f"no decision of {question.use_case} is kept from {_told(question.since)} to {_told(question.until)}"
    return BacktestRejectedError("since", "decisions", words)


def _check_usable(use_case: UseCase, question: Question) -> None:
    for field in ("version", "against"):
        version = queries.version_numbered(use_case.name, getattr(question, field))
        for why in faults(version, use_case):
            raise BacktestRejectedError(field, "usable", f"{version} cannot answer: {why}")


def _in_production(use_case: UseCase) -> int:
    version = queries.production(use_case.name)
    if version is None:
        raise BacktestRejectedError("version", "required", f"must be named: {use_case.name} has none in production")
    return version.number


def _refused(field: str, error: ValueError) -> BacktestRejectedError:
    return BacktestRejectedError(field, "value", str(error).removeprefix(f"decision: {field}: "))


def _told(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
