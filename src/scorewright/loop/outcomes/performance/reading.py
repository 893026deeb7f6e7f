"""The decisions and outcomes of each cohort: counts of all of them, and a sample of each, both by the database."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from scorewright.loop.deployment.models import ShadowDecision
from scorewright.loop.outcomes.cut_off import wait_for_writers
from scorewright.loop.outcomes.labelled import (
    AT_ONCE,
    LAST_SAID,
    plan_for_all_rows,
    weight_of,
    without_nested_loops,
)
from scorewright.loop.outcomes.lots import LOT, highest_lot, lot_of
from scorewright.loop.outcomes.performance import sample
from scorewright.loop.outcomes.performance.cohort_names import key_of, name_of
from scorewright.loop.outcomes.performance.question import By, PerformanceRejectedError, Question
from scorewright.loop.outcomes.performance.sample import Sample

MOST_COHORTS = 120
_SURE = "coalesce(chance, 1) = 1"  # to have been looked into
# Where nothing stands of a decision whose window is over, it has no label.
_DECIDED = f"""
SELECT {{key}} AS key, d.id, d.fallback, d.at <= %(matured_before)s AS matured, d.probability, d.threshold,
    s.label, s.inclusion_probability AS chance
FROM serving_decision d
LEFT JOIN ({LAST_SAID} AND said.matures_at <= %(as_of)s AND said.learnt_at >= %(since)s) s
    ON s.decision_id = d.id AND d.at <= %(matured_before)s
WHERE d.use_case = %(use_case)s AND d.at >= %(since)s AND d.at < %(until)s
    AND (%(version)s::uuid IS NULL OR d.model_version_id = %(version)s)
    AND (%(highest)s::bytea IS NULL OR {LOT.format(id="d.id")} <= %(highest)s)
"""  # noqa: S608 - the parts are ours
# Weights are summed as decimal numbers: the order in which rows are found must not show.
_COUNTS = f"""
SELECT key, fallback, label IS NOT NULL, count(*), count(*) FILTER (WHERE matured),
    (count(*) FILTER (WHERE {_SURE}) + coalesce(sum((1 / chance)::numeric) FILTER (WHERE chance < 1), 0))::float8,
    (count(*) FILTER (WHERE {_SURE}) + coalesce(sum((1 / chance ^ 2)::numeric) FILTER (WHERE chance < 1), 0))::float8
FROM ({_DECIDED}) AS decided GROUP BY 1, 2, 3
"""  # noqa: S608 - the parts are those above
_SAMPLE = f"""
SELECT decided.key, id, label, probability, threshold, chance
FROM ({_DECIDED}) AS decided
JOIN unnest(%(keys)s::text[], %(known)s::boolean[], %(lots)s::bytea[]) AS wanted (key, known, lot)
    ON wanted.key = decided.key AND wanted.known = (label IS NOT NULL)
WHERE {LOT.format(id="id")} <= wanted.lot AND (%(of_fallback)s OR NOT fallback)
ORDER BY 1, label IS NOT NULL
"""  # noqa: S608 - the parts are those above


@dataclass(eq=False)
class Served:
    """One cohort: ``decisions`` of models, or of the fallback where ``by_fallback`` says so.

    ``fallbacks`` were answered by the fallback besides; nothing else here knows of them. ``matured`` decisions have
    their window behind them: ``labelled`` are those whose outcome is known. ``unknown`` are all others that were made.
    """

    by_fallback: bool = False
    decisions: int = 0
    fallbacks: int = 0
    matured: int = 0
    labelled: Sample = field(default_factory=Sample)
    unknown: Sample = field(default_factory=Sample)

    def sample(self, *, known: bool) -> Sample:
        return self.labelled if known else self.unknown


@dataclass(frozen=True, slots=True)
class _Count:
    """Decisions of one ``key``, of which all outcomes are ``known`` or none; ``weights`` and ``squares`` are sums."""

    key: str
    fallback: bool
    known: bool
    decisions: int
    matured: int
    weights: float
    squares: float


def served(question: Question) -> Mapping[str, Served]:
    """Every cohort in which something was decided, in the order of the names.

    Raises PerformanceRejectedError where there are more than ``MOST_COHORTS``.
    """
    wait_for_writers()
    name = name_of(question)
    found: defaultdict[str, Served] = defaultdict(Served)
    with without_nested_loops():
        counts = _counted(question)
        for count in counts:
            _count(found[name(count.key)], count, told=_is_told(question, fallback=count.fallback))
        if len(found) > MOST_COHORTS:
            raise PerformanceRejectedError(
                "since",
                "cohorts",
                f"gives {len(found)} cohorts, and {MOST_COHORTS} are the most: ask from a later moment on",
            )
        for key, known, rows in _sampled(question, counts):
            found[name(key)].sample(known=known).add(rows)
    return dict(sorted(found.items()))


def shadow_decisions(question: Question) -> int:
    """How many decisions shadows made beside these: nobody was answered by them, and they are in no cohort."""
    found = ShadowDecision.objects.filter(
        use_case=question.use_case.name, at__gte=question.since, at__lt=question.until
    )
    return (found if question.version is None else found.filter(model_version=question.version)).count()


def _is_told(question: Question, *, fallback: bool) -> bool:
    """Whether figures are of it: the fallback's answers have a cohort of their own, or none."""
    return question.by == By.VERSION or not fallback


def _counted(question: Question) -> list[_Count]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS.format(key=key_of(question)), _asked(question))
        return [_Count(*row) for row in cursor.fetchall()]


def _count(cohort: Served, count: _Count, *, told: bool) -> None:
    if not told:
        cohort.fallbacks += count.decisions
        return
    cohort.by_fallback = count.fallback
    cohort.decisions += count.decisions
    cohort.matured += count.matured
    cohort.sample(known=count.known).tell(count.decisions, count.weights, count.squares)


def _sampled(question: Question, counts: Sequence[_Count]) -> Iterator[tuple[str, bool, list[tuple[float, ...]]]]:
    """By key and by whether their outcome is known, so many rows at once that few are in memory."""
    sizes: defaultdict[tuple[str, bool], int] = defaultdict(int)
    for count in counts:
        if _is_told(question, fallback=count.fallback):
            sizes[count.key, count.known] += count.decisions
    lots = [highest_lot(sample.MOST_KEPT, size) for size in sizes.values()]
    asked = _asked(question) | {
        "keys": [key for key, _ in sizes],
        "known": [known for _, known in sizes],
        "lots": lots,
        "highest": max(lots, default=None),
        "of_fallback": question.by == By.VERSION,
    }
    plan_for_all_rows()
    with connection.chunked_cursor() as cursor:
        cursor.execute(_SAMPLE.format(key=key_of(question)), asked)
        while page := cursor.fetchmany(AT_ONCE):
            parts: defaultdict[tuple[str, bool], list[tuple[float, ...]]] = defaultdict(list)
            for key, decision_id, label, probability, threshold, chance in page:
                # Of what is not known the outcome is called 0, and is to be used by nobody.
                row = (lot_of(decision_id), label or 0, probability, threshold, weight_of(chance))
                parts[key, label is not None].append(row)
            for (key, known), rows in parts.items():
                yield key, known, rows


def _asked(question: Question) -> dict[str, Any]:
    return {
        "use_case": question.use_case.name,
        "as_of": question.as_of,
        "matured_before": question.matured_before,
        "since": question.since,
        "until": question.until,
        "version": None if question.version is None else question.version.pk,
        "group": question.group,
        "highest": None,
    }
