"""Between the row that the hot path makes and the one that Django reads."""

import msgspec
from msgspec import UNSET

from scorewright.declare.advice import Advice
from scorewright.loop.serving.decision_row import DecisionRow, ExplanationOut, Reason
from scorewright.loop.serving.models import Decision


def row_of(decision: Decision) -> DecisionRow:
    """The row as it was when it was made."""
    given = {name: getattr(decision, name) for name in DecisionRow.__struct_fields__}
    return DecisionRow(
        **given
        | {
            "record": msgspec.Raw(msgspec.json.encode(decision.record)),
            "reasons": msgspec.convert(decision.reasons, tuple[Reason, ...] | None),
            "explanation": _explanation_of(decision),
            "advice": UNSET if decision.advice is None else msgspec.convert(decision.advice, tuple[Advice, ...]),
            "arm": decision.arm or UNSET,
            "propensity": decision.propensity if decision.arm else UNSET,
        }
    )


def decision_of(row: DecisionRow) -> Decision:
    """The row as Django writes it."""
    given = {name: getattr(row, name) for name in DecisionRow.__struct_fields__}
    return Decision(
        **given
        | {
            "record": msgspec.json.decode(row.record),
            "reasons": msgspec.to_builtins(row.reasons),
            "explanation": msgspec.to_builtins(row.explanation),
            "advice": None if row.advice is UNSET else msgspec.to_builtins(row.advice),
            "arm": "" if row.arm is UNSET else row.arm,
            "propensity": 1.0 if row.propensity is UNSET else row.propensity,
        }
    )


def _explanation_of(decision: Decision) -> ExplanationOut | None:
    explanation = msgspec.convert(decision.explanation, ExplanationOut | None)
    if explanation is None:
        return None
    # PostgreSQL has an order of its own for the names in an object.
    points = explanation.points
    return msgspec.structs.replace(
        explanation,
        contributions=dict(sorted(explanation.contributions.items())),
        points=None if points is None else dict(sorted(points.items())),
    )
