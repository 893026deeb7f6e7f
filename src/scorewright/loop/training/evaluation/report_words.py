"""What a report says of an evaluation, in words and cells: everything is text, and nothing is marked up yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from scorewright.declare.features import Feature
from scorewright.declare.use_case import UseCase
from scorewright.loop.registry.metric_names import metric_label
from scorewright.loop.registry.models import ModelVersion
from scorewright.science.metrics.beside import FEWEST_OF_EACH, is_measurable
from scorewright.science.metrics.by_group import FEWEST_ROWS

LOWEST = "lowest_group_roc_auc"
Numbers = Mapping[str, float | None]
Cell = tuple[str, str]
PLAIN_UNITS = {"log_odds": "log odds", "probability": "points of probability"}


@dataclass(frozen=True)
class FeatureLine:
    name: str
    words: str
    permuted: str
    native: str
    moved: str


@dataclass(frozen=True)
class GroupLine:
    """Each of ``cells`` is a value and its interval."""

    name: str
    rows: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class GroupTable:
    """``lines`` without cells have too few rows to say anything."""

    title: str
    lines: tuple[GroupLine, ...]


def feature_lines(use_case: UseCase, importance: Mapping[str, Any]) -> list[FeatureLine]:
    """Every feature in its own words and units, the most important first."""
    declared = {feature.name: feature for feature in use_case.features}
    permuted: Mapping[str, Numbers] = importance["permuted"]
    native, moved = importance["native"] or {}, importance["contributions"]["mean_absolute"]
    return [
        FeatureLine(
            name=name,
            words=_words(declared.get(name)),
            permuted=" ".join(with_ends(permuted[name], 4)),
            native=f"{native[name]:.3f}" if name in native else "none",
            moved=f"{moved[name]:.3f}",
        )
        for name in sorted(permuted, key=lambda name: -(permuted[name]["value"] or 0.0))
    ]


def _words(feature: Feature | None) -> str:
    if feature is None:
        return ""
    unit = f". Unit: {feature.unit}" if feature.unit else ""
    return f"{(feature.description.strip() or feature.reason_words).rstrip('.')}{unit}"


def group_tables(use_case: UseCase, findings: Mapping[str, Any]) -> list[GroupTable]:
    """Performance by band, and by each field whose groups are told."""
    protected = {field.name for field in use_case.fields if field.protected}
    by_field = [
        GroupTable(f"By {name}{' (protected: no feature may see it)' if name in protected else ''}", _lines(groups))
        for name, groups in ((one["field"], one["groups"]) for one in findings["groups"])
    ]
    band = "By band of the decision" if use_case.decision.bands is not None else "By label"
    return [GroupTable(band, _lines(findings["bands"])), *by_field]


def _lines(groups: Sequence[Mapping[str, Any]]) -> tuple[GroupLine, ...]:
    return tuple(
        GroupLine(group["name"] or "(missing)", f"{group['rows']:,}", _cells(group["performance"])) for group in groups
    )


def _cells(told: Mapping[str, Any] | None) -> tuple[Cell, ...]:
    if told is None:
        return ()
    rates = ("positive_rate", "selection_rate", "true_positive_rate", "false_positive_rate")
    return (*(share_with_ends(told[rate]) for rate in rates), with_ends(told["roc_auc"], 3), _gap(told))


def _gap(told: Mapping[str, Any]) -> Cell:
    found = told["calibration_gap"]
    if found["value"] is None:
        return "none", ""
    return f"{100 * found['value']:+.1f}", f"[{100 * found['low']:+.1f}, {100 * found['high']:+.1f}]"


def calibration_lines(bins: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    """Each bin: its rows, the ends of its probabilities, what was said on average, and what was seen."""
    return [
        (
            f"{one['rows']:,}",
            *(f"{100 * one[end]:.1f} %" for end in ("lowest", "highest", "said")),
            " ".join(share_with_ends(one["seen"])),
        )
        for one in bins
    ]


def left_out_groups(findings: Mapping[str, Any]) -> str:
    """Which groups the lowest ROC-AUC of a group says nothing of; empty where it was not asked for."""
    if LOWEST not in findings["metrics"]:
        return ""
    names = [
        f"{one['field']} {group['name'] or '(missing)'}"
        for one in findings["groups"]
        for group in one["groups"]
        if group["performance"] is None or not is_measurable(group["rows"], group["performance"]["positives"])
    ]
    if not names:
        return ""
    few = f"have fewer than {FEWEST_OF_EACH} rows of an outcome"
    return f"{metric_label(LOWEST)} says nothing of groups that {few}: {', '.join(names)}."


def with_ends(found: Numbers, decimals: int) -> Cell:
    """A number and the ends of its interval.

    >>> with_ends({"value": 0.8489, "low": 0.8352, "high": 0.8621}, 3)
    ('0.849', '[0.835, 0.862]')
    """
    if found["value"] is None:
        return "none", ""
    known = found["low"] is not None and found["high"] is not None
    ends = f"[{found['low']:.{decimals}f}, {found['high']:.{decimals}f}]" if known else ""
    return f"{found['value']:.{decimals}f}", ends


def share_with_ends(found: Numbers) -> Cell:
    """A share and the ends of its interval, in per cent.

    >>> share_with_ends({"value": 0.265, "low": 0.245, "high": 0.2861})
    ('26.5 %', '[24.5, 28.6]')
    """
    if found["value"] is None or found["low"] is None or found["high"] is None:
        return "none", ""
    return f"{100 * found['value']:.1f} %", f"[{100 * found['low']:.1f}, {100 * found['high']:.1f}]"


def duration(window: timedelta) -> str:
    """How long, in the largest unit that fits.

    >>> duration(timedelta(days=30)), duration(timedelta(hours=36)), duration(timedelta(days=1))
    ('30 days', '36 hours', '1 day')
    """
    seconds = int(window.total_seconds())
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= length and seconds % length == 0:
            return f"{seconds // length:,} {unit}{'' if seconds == length else 's'}"
    return f"{seconds:,} seconds"


SPLITS = {
    "stratified": "at random, with the same share of each outcome",
    "time": "by time: the newest rows",
    "group": "by group: all rows of a group on one side",
}
CALIBRATIONS = {
    "none": "not calibrated afterwards",
    "platt": "calibrated afterwards by Platt's line",
    "isotonic": "calibrated afterwards by isotonic regression",
}


def period(version: ModelVersion) -> str:
    """From when to when the rows are, or that nobody knows."""
    freshness: Mapping[str, str] | None = version.quality.get("freshness")
    if not freshness:
        return "not known: the rows carry no date"
    return f"{freshness['oldest_at'][:10]} to {freshness['newest_at'][:10]}"


def limits(use_case: UseCase, version: ModelVersion, findings: Mapping[str, Any]) -> list[str]:
    """What the figures do not say, in plain sentences."""
    counts = findings["positives"], findings["rows"] - findings["positives"]
    groups: Sequence[Mapping[str, Any]] = [group for one in findings["groups"] for group in one["groups"]]
    small = sum(group["performance"] is None for group in groups)
    failed = [gate.name for gate in version.gates.all() if not gate.passed]
    sentences = {
        f"Not all gates passed: {', '.join(failed)}.": bool(failed),
        f"All figures are from {findings['rows']:,} rows of the same source as the training rows. They hold for cases "
        "like these, and not for other places, other applicants or later times.": True,
        "The rows were set apart at random and not by time, so a change over time cannot show.": use_case.training.split
        != "time",
        f"Only {min(counts):,} rows had the rarer outcome: intervals are wide, and small differences mean "
        "nothing.": min(counts) < 200,
        "Where outcomes are known only of cases that were once accepted, the figures hold only for such cases.": True,
        "Each interval says what other rows of the same kind would give, 95 times in 100. It knows nothing of another "
        "share of positives.": True,
        "Importance says what the model relies on, and not what causes the outcome. Features that say the same share "
        "their importance.": True,
        "This kind of model has no exact contributions: they were estimated by hiding one feature at a time.": not (
            findings["importance"]["contributions"]["exact"]
        ),
        "No groups were declared, so performance by group was not measured.": not groups,
        f"Groups of which only the count is told, since they have fewer than {FEWEST_ROWS} rows: {small}.": small > 0,
        left_out_groups(findings): bool(left_out_groups(findings)),
        "Differences between groups are measured here. Why they are there, and whether they are justified, is for "
        "people to say.": bool(groups),
    }
    return [sentence for sentence, holds in sentences.items() if holds]
