"""One application at a glance: what came of it, why, what its insight tells, and what changed since."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from scorewright.declare.catalogue import UnknownUseCaseError
from scorewright.declare.fields import Field
from scorewright.declare.intake import Insight
from scorewright.declare.use_case import UseCase
from scorewright.loop.intake.accepting import intake_named, intake_of
from scorewright.loop.intake.assessing.deciding import threshold
from scorewright.loop.intake.models import Application, Assessment
from scorewright.loop.intake.pages.differences import Difference, differences
from scorewright.loop.intake.pages.scale import Scale
from scorewright.loop.intake.statuses import UNFINISHED, Processing, Status

SHOWN = 50
STATUSES: Mapping[str, str] = {
    Status.APPROVED: "sw-passed",
    Status.REJECTED: "sw-failed",
    Status.NEEDS_INFO: "sw-warned",
}
PROCESSING: Mapping[str, str] = {
    Processing.COMPLETED: "sw-passed",
    Processing.FAILED: "sw-failed",
    Processing.RETRYING: "sw-warned",
}


@dataclass(frozen=True)
class Fact:
    """One line of a list: its name in words, and what it says."""

    name: str
    value: Any


def page_of(application: Application) -> dict[str, Any]:
    """What the page of an application shows beside its fields."""
    history = list(application.assessments.select_related("decision").order_by("-id")[:SHOWN])
    assessment = application.assessment
    former = _before(history, assessment)
    try:
        use_case, _ = intake_named(application.use_case)
    except UnknownUseCaseError:  # it was removed, or its package is not installed here
        use_case = None
    return {
        "assessment": assessment,
        "former": former,
        "unfinished": assessment is not None and assessment.processing_status in UNFINISHED,
        "status_mark": STATUSES.get(application.status, ""),
        "history": [(one, PROCESSING.get(one.processing_status, "")) for one in history],
        "facts": _record(application.record, use_case),
        "personal": _facts(application.personal),
        "state": f"{application.version}.{'' if assessment is None else assessment.updated_at.isoformat()}",
        **({} if use_case is None else _declared(use_case, application, former)),
    }


def _declared(use_case: UseCase, application: Application, former: Assessment | None) -> dict[str, Any]:
    assessment = application.assessment
    insight = intake_of(use_case).insight
    told = None if assessment is None else assessment.insight
    scale = None
    if assessment is not None:
        ends = (assessment.score_low, assessment.score_high)
        scale = Scale.of(use_case, assessment.score, None if former is None else former.score, ends)
    return {
        "scale": scale,
        "threshold": 100 * threshold(use_case),
        "changes": _changes(use_case, application, former),
        "insight_title": "" if insight is None else insight.title or _in_words(insight.name),
        "insight": [] if insight is None or told is None else _told(insight, told),
    }


def _before(history: list[Assessment], assessment: Assessment | None) -> Assessment | None:
    """The completed one before that which speaks for the application now."""
    if assessment is None:
        return None
    earlier = (one for one in history if one.pk != assessment.pk and one.created_at <= assessment.created_at)
    return next((one for one in earlier if one.processing_status == Processing.COMPLETED), None)


def _changes(use_case: UseCase, application: Application, former: Assessment | None) -> list[Difference]:
    """Since the assessment before; where there was none, since the one that speaks for it."""
    base = former or application.assessment
    found = [] if base is None else differences(use_case, base.record, application.record)
    return [replace(one, before=_shown(one.before), after=_shown(one.after)) for one in found]


def _record(record: Mapping[str, Any], use_case: UseCase | None) -> list[Fact]:
    """As it is declared, with its units; what is not stands behind."""
    fields = {} if use_case is None else {field.name: field for field in use_case.fields}
    names = dict.fromkeys((*(name for name in fields if name in record), *record))
    return [Fact(_with_unit(name, fields.get(name)), _shown(record[name])) for name in names]


def _with_unit(name: str, field: Field | None) -> str:
    words, unit = _in_words(name), "" if field is None else field.unit
    return f"{words}, {unit}" if unit and unit not in words else words


def _told(insight: Insight, told: Mapping[str, Any]) -> list[Fact]:
    """In its own words and order; what is empty says nothing."""
    return [Fact(words, _shown(value)) for words, value in insight.in_words(told) if value not in ("", None)]


def _facts(values: Mapping[str, Any]) -> list[Fact]:
    return [Fact(_in_words(name), _shown(value)) for name, value in values.items()]


def _shown(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        grouped = f"{value:,.2f}" if abs(value) >= 10_000 else f"{value:.2f}"  # a year is no amount
        return grouped.rstrip("0").rstrip(".")
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return value


def _in_words(name: str) -> str:
    return name.replace("_", " ").capitalize()
