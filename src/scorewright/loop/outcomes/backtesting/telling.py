"""A backtest as JSON: the same question about the same decisions gives the same."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from scorewright.loop.outcomes.backtesting.caveats import caveats
from scorewright.loop.outcomes.backtesting.findings import Findings
from scorewright.loop.outcomes.backtesting.measuring import Compared
from scorewright.loop.training.comparison import LEVEL
from scorewright.science.metrics.by_group import Group
from scorewright.science.metrics.paired.swap_set import Swapped


def as_json(found: Findings) -> dict[str, Any]:
    tally, question = found.tally, found.question
    return {
        "use_case": question.use_case,
        **{name: getattr(question, name).isoformat() for name in ("since", "until", "as_of")},
        "a": found.a.to_json(),
        "b": found.b.to_json(),
        "decisions": tally.decisions,
        "replayed": tally.replayed,
        "refused": dict(sorted(found.refused.items())),
        "labels": _labels(found),
        "bands": None if found.moves is None else {"changed": found.changed_bands, "moves": found.moves},
        "swap_set": _swap_set(found),
        "outcomes": _outcomes(found),
        "mcnemar": asdict(tally.mcnemar),
        "metrics": [_metric(one) for one in found.measured.compared],
        "groups": [
            {"field": field, "a": _groups(of_a), "b": _groups(of_b)}
            for field, (of_a, of_b) in found.measured.groups.items()
        ],
        "caveats": caveats(found),
    }


def _labels(found: Findings) -> dict[str, Any]:
    tally, swapped = found.tally, found.tally.swapped
    return {
        "changed": tally.changed_labels,
        "agreement": swapped.agreement,
        "as_decided": dict(zip(("a", "b"), tally.as_decided, strict=True)),
        "by_fallback": dict(zip(("a", "b"), tally.by_fallback, strict=True)),
    }


def _swap_set(found: Findings) -> dict[str, Any]:
    swapped, tally = found.tally.swapped, found.tally
    return {
        "newly_positive": _cell(swapped.newly_positive) | _first(tally.newly_positive),
        "newly_negative": _cell(swapped.newly_negative) | _first(tally.newly_negative),
        "both_positive": _cell(swapped.both_positive),
        "both_negative": _cell(swapped.both_negative),
    }


def _cell(cell: Swapped) -> dict[str, Any]:
    share = cell.positive_share
    return {
        "decisions": cell.rows,
        "known": cell.known,
        "positives": cell.positives,
        "positive_share": share.value,
        "interval": None if share.low is None else [share.low, share.high],
    }


def _first(ids: Sequence[UUID]) -> dict[str, list[str]]:
    return {"first": [str(one) for one in ids]}


def _outcomes(found: Findings) -> dict[str, Any]:
    tally, value = found.tally, found.use_case.outcome.value
    return {
        "matured": tally.matured,
        "known": tally.known,
        "trained": tally.trained,
        "measured": found.measured.rows,
        "by_chance": found.measured.by_chance,
        "positives": found.measured.positives,
        "by_decided_label": [{"label": value(label), **asdict(one)} for label, one in enumerate(tally.coverage)],
    }


def _metric(found: Compared) -> dict[str, Any]:
    difference, ends = found.difference, found.difference.interval(LEVEL)
    return {
        "metric": difference.metric,
        "method": difference.method,
        "a": difference.a,
        "b": difference.b,
        "gain": difference.gain,
        "interval": None if ends is None else list(ends),
        "level": LEVEL,
        "verdict": found.verdict.outcome,
        "words": found.verdict.words,
    }


def _groups(groups: Mapping[str, Group]) -> list[dict[str, Any]]:
    return [{"name": name, **asdict(group)} for name, group in groups.items()]
