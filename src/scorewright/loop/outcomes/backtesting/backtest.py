"""Kept decisions once more, through two sides at the same time."""

from collections.abc import Callable
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from scorewright.declare.catalogue import use_case_named
from scorewright.declare.use_case import UseCase
from scorewright.loop.outcomes.backtesting.accepting import Acceptor
from scorewright.loop.outcomes.backtesting.answers import Answered, answered
from scorewright.loop.outcomes.backtesting.findings import Findings
from scorewright.loop.outcomes.backtesting.kept_records import Page, count, pages
from scorewright.loop.outcomes.backtesting.known_outcomes import KnownOutcomes, known_outcomes
from scorewright.loop.outcomes.backtesting.measuring import measure
from scorewright.loop.outcomes.backtesting.question import BacktestRejectedError, Question, no_decision
from scorewright.loop.outcomes.backtesting.sample import Rows, Sample
from scorewright.loop.outcomes.backtesting.sides import Side, sides_of
from scorewright.loop.outcomes.backtesting.tally import Tally
from scorewright.loop.outcomes.cut_off import wait_for_writers
from scorewright.loop.serving.replay.kept_pages import Chosen
from scorewright.loop.tenancy.scope import Scope, acting
from scorewright.loop.training.rows.kept_holdout import group_values
from scorewright.loop.training.rows.row_identity import row_identities

OnStep = Callable[[int, int], None]


def nobody(done: int, total: int) -> None:
    """Who is told how far it is, and does not look."""


def backtest(scope: Scope, question: Question, on_step: OnStep = nobody) -> Findings:
    """Answer the ``question`` about the tenant's decisions; none of them is changed, none is made.

    ``on_step`` is called after each page with how many decisions are behind it and how many there are; what it raises
    ends the work. Raises BacktestRejectedError where there is nothing to replay, and VersionNotFoundError and
    VersionUnusableError where a version is gone since the question was asked.
    """
    use_case = use_case_named(question.use_case)
    chosen = Chosen(question.since, question.until, use_case.name)
    with acting(scope.tenant_id, actor=scope.actor, role=scope.role):
        a, b = sides_of(question, use_case)
        wait_for_writers()
    total = count(scope, chosen)
    acceptor, sample = Acceptor(use_case), Sample(use_case.told_groups, use_case.training.seed)
    tally = Tally(np.zeros((_bands(a), _bands(b)), dtype=np.int64))
    for page in pages(scope, chosen):
        found = answered(acceptor.accept(page.records), a, b)
        known = known_outcomes(scope, page, use_case, question.as_of)
        counts = _counting(found, known, a, b)
        tally.add(page, found, known, counts)
        places = np.flatnonzero(counts)
        sample.add(_ids(page, found, places), _rows(use_case, found, known, places))
        on_step(tally.decisions, max(total, tally.decisions))
    if not tally.decisions:
        raise no_decision(question)
    if not tally.replayed:
        rule = acceptor.refused.most_common(1)[0][0]
        raise BacktestRejectedError(
            "use_case", "records", f"none of {tally.decisions:,} records is accepted as it is declared today ({rule})"
        )
    return Findings(use_case, question, a, b, tally, acceptor.refused, measure(sample.rows, a, b, use_case))


def _bands(side: Side) -> int:
    return 0 if side.decision.bands is None else len(side.decision.bands.bands)


def _counting(found: Answered, known: KnownOutcomes, a: Side, b: Side) -> NDArray[np.bool_]:
    """Which answered decisions, (m,), have a known outcome that trained neither side."""
    counts = known.known[found.positions]
    places = np.flatnonzero(counts)
    labels = known.labels[found.positions][places]
    identities = row_identities([found.record_of(place) for place in places.tolist()], labels)
    counts[places] = ~(a.trained_on(identities) | b.trained_on(identities))
    return counts


def _ids(page: Page, found: Answered, places: NDArray[np.intp]) -> list[UUID]:
    return [page.ids[position] for position in found.positions[places].tolist()]


def _rows(use_case: UseCase, found: Answered, known: KnownOutcomes, places: NDArray[np.intp]) -> Rows:
    groups = group_values(use_case, [found.record_of(place) for place in places.tolist()])
    positions = found.positions[places]
    labels, weights = known.labels[positions], known.weights[positions]
    return Rows(labels, found.a.probability[places], found.b.probability[places], weights, groups)
