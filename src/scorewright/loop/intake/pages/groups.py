"""How applications of each group came out: counts and shares with their intervals, and no verdict."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, CharField, Count, F, Func, Q, QuerySet, StdDev, Value
from django.db.models.functions import Coalesce

from scorewright.declare.fields import Category, Flag
from scorewright.declare.use_case import UseCase
from scorewright.loop.intake.accepting import intake_of
from scorewright.loop.intake.models import Application
from scorewright.science.metrics.bootstrap import Interval
from scorewright.science.metrics.mean import mean_of
from scorewright.science.metrics.proportion import share_of

NOT_SAID = ""
FEWEST = 10  # of fewer, somebody might be known by it


@dataclass(frozen=True)
class Group:
    """One value of a field: to how many who have it a model answered, to how many of them favourably, and with what
    mean score.
    """

    name: str
    count: int
    favourable: Interval
    review: Interval
    score: Interval


@dataclass(frozen=True)
class GroupReport:
    """The groups of one field by name; ``left_out`` applications are in groups of less than ``FEWEST``.

    ``fallbacks`` were answered by the fallback: no figure of a group is of them.
    """

    field: str
    groups: tuple[Group, ...]
    left_out: int
    fallbacks: int

    @property
    def in_words(self) -> str:
        return self.field.replace("_", " ")


def group_reports(use_case: UseCase, scored: QuerySet[Application]) -> list[GroupReport]:
    """Of ``scored`` applications, each by the assessment that speaks for it; fields of which nothing is known are not
    there.
    """
    found = (_report(field, scored.annotate(group=expression)) for field, expression in _fields(use_case))
    return [report for report in found if report is not None]


def _fields(use_case: UseCase) -> Iterator[tuple[str, Any]]:
    declared = {field.name: field for field in use_case.fields}
    protected = [one.name for one in use_case.fields if one.protected and isinstance(one, Category | Flag)]
    for name in dict.fromkeys((*use_case.groups, *protected)):
        if name in declared:
            yield name, _text_of("assessment__record", name, cast="json")
    for field in intake_of(use_case).monitored:
        yield field.name, _text_of("monitored__values", field.name, cast="jsonb")


def _text_of(column: str, name: str, *, cast: str) -> Any:
    function = "json_extract_path_text" if cast == "json" else "jsonb_extract_path_text"
    text = Func(F(column), Value(name), function=function, output_field=CharField())
    return Coalesce(text, Value(NOT_SAID))


def _report(field: str, found: QuerySet[Any]) -> GroupReport | None:
    by_model = Q(assessment__decision__fallback=False)
    rows = list(found.order_by("group").values("group").annotate(
        count=Count("pk", filter=by_model),
        fallbacks=Count("pk", filter=~by_model),
        favourable=Count("pk", filter=by_model & Q(assessment__decision__label=0)),
        review=Count("pk", filter=by_model & Q(assessment__needs_manual_review=True)),
        score=Avg("assessment__score", filter=by_model),
        deviation=StdDev("assessment__score", filter=by_model, sample=True),
    ))  # fmt: skip
    if all(row["group"] == NOT_SAID for row in rows):
        return None
    return GroupReport(
        field=field,
        groups=tuple(_group(row) for row in rows if row["count"] >= FEWEST),
        left_out=sum(row["count"] for row in rows if row["count"] < FEWEST),
        fallbacks=sum(row["fallbacks"] for row in rows),
    )


def _group(row: Mapping[str, Any]) -> Group:
    count = row["count"]
    return Group(
        name=row["group"],
        count=count,
        favourable=share_of(row["favourable"], count),
        review=share_of(row["review"], count),
        score=mean_of(row["score"], row["deviation"], count),
    )
