"""The decisions and outcomes of each cohort, read as a stream: counts of all of them, and a sample of each."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from scorewright.loop.deployment.models import ShadowDecision
from scorewright.loop.outcomes.labelled import AT_ONCE, plan_for_all_rows, standing, weight_of, without_nested_loops
from scorewright.loop.outcomes.models import Statement
from scorewright.loop.outcomes.performance.cohort_names import Key, key_of, name_of
from scorewright.loop.outcomes.performance.question import By, PerformanceRejectedError, Question
from scorewright.loop.outcomes.performance.sample import Sample, lot_of
from scorewright.loop.serving.models import Decision

MOST_COHORTS = 120
Row = tuple[Key, tuple[float, ...]]


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


def served(question: Question) -> Mapping[str, Served]:
    """Every cohort in which something was decided, in the order of the names.

    Raises PerformanceRejectedError where there are more than ``MOST_COHORTS``.
    """
    name = name_of(question)
    found: defaultdict[str, Served] = defaultdict(Served)
    for key, *counts in _counted(question):
        _count(found[name(key)], *counts)
    if len(found) > MOST_COHORTS:
        raise PerformanceRejectedError(
            "since",
            "cohorts",
            f"gives {len(found)} cohorts, and {MOST_COHORTS} are the most: ask from a later moment on",
        )
    with without_nested_loops():
        for cohort, rows in _parted(_labelled(question)):
            found[name(cohort)].labelled.add(rows)
        for cohort, rows in _parted(_unknown(question)):
            found[name(cohort)].unknown.add(rows)
    return dict(sorted(found.items()))


def shadow_decisions(question: Question) -> int:
    """How many decisions shadows made beside these: nobody was answered by them, and they are in no cohort."""
    found = ShadowDecision.objects.filter(_chosen(question))
    return found.count()


def _chosen(question: Question, path: str = "") -> Q:
    """The decisions that are asked about, or, with the ``path`` to one, what refers to them."""
    asked: dict[str, Any] = {"use_case": question.use_case.name, "at__lt": question.until}
    if question.since is not None:
        asked["at__gte"] = question.since
    if question.version is not None:
        asked["model_version"] = question.version
    return Q(**{f"{path}{name}": value for name, value in asked.items()})


def _told(question: Question, path: str = "") -> Q:
    """Those that figures are of: the fallback's have a cohort of their own, or none."""
    return Q() if question.by == By.VERSION else Q(**{f"{path}fallback": False})


def _counted(question: Question) -> Iterable[tuple[Any, ...]]:
    """By key, and by whether the fallback answered: how many, and how many of them have matured."""
    rows = Decision.objects.filter(_chosen(question)).annotate(key=key_of(question)).order_by()
    matured = Count("id", filter=Q(at__lte=question.matured_before))
    counted = rows.values("key", "fallback").annotate(count=Count("id"), matured=matured)
    of_its_own = question.by == By.VERSION
    for key, fallback, count, of_them in counted.values_list("key", "fallback", "count", "matured"):
        yield key, fallback, of_its_own, count, of_them


def _count(cohort: Served, fallback: bool, of_its_own: bool, count: int, matured: int) -> None:  # noqa: FBT001
    if fallback and not of_its_own:
        cohort.fallbacks += count
        return
    cohort.by_fallback = fallback
    cohort.decisions += count
    cohort.matured += matured


def _labelled(question: Question) -> Iterator[Row]:
    known = standing(use_case=question.use_case.name, as_of=question.as_of).order_by()
    path = "decision__"
    found = known.filter(_chosen(question, path), _told(question, path), decision__at__lte=question.matured_before)
    columns = ("decision_id", "label", "decision__probability", "decision__threshold", "inclusion_probability")
    for key, decision_id, label, probability, threshold, included in _stream(
        found.annotate(key=key_of(question, path)).values_list("key", *columns)
    ):
        yield key, (lot_of(decision_id), label, probability, threshold, weight_of(included))


def _unknown(question: Question) -> Iterator[Row]:
    """Those of which nothing final was known: their outcomes are called 0, and are to be used by nobody."""
    made = Decision.objects.filter(_chosen(question), _told(question)).order_by()
    known = Statement.objects.filter(
        decision=OuterRef("pk"), learnt_at__lte=question.as_of, matures_at__lte=question.as_of
    )
    young = made.filter(at__gt=question.matured_before)
    silent = made.filter(~Exists(known), at__lte=question.matured_before)
    for found in (young, silent):  # two queries: of one with "or", PostgreSQL would look up each decision by itself
        told = found.annotate(key=key_of(question)).values_list("key", "id", "probability", "threshold")
        for key, decision_id, probability, threshold in _stream(told):
            yield key, (lot_of(decision_id), 0, probability, threshold, 1.0)


def _stream(found: QuerySet[Any, tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    plan_for_all_rows()
    return found.iterator(chunk_size=AT_ONCE)


def _parted(rows: Iterator[Row]) -> Iterator[tuple[Key, list[tuple[float, ...]]]]:
    """The rows by their key, so many at once that few are in memory."""
    while page := list(islice(rows, AT_ONCE)):
        parts: defaultdict[Key, list[tuple[float, ...]]] = defaultdict(list)
        for key, row in page:
            parts[key].append(row)
        yield from parts.items()
