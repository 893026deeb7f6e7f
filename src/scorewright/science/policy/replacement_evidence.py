"""What is known of a challenger beside the model in production, as numbers: all that the gate looks at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Segment:
    """The rows of one group; ``gain`` of the challenger in the target metric, None where it has no meaning there."""

    name: str
    rows: int
    gain: float | None


@dataclass(frozen=True, slots=True)
class ShadowRecord:
    """What the challenger did in the shadow: decisions, errors, and the slowest twentieth's time."""

    decisions: int
    errors: int
    milliseconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplacementEvidence:
    """Both models on the same rows, which neither was trained on.

    ``champion`` and ``challenger`` are what they reach in ``metric``; ``gain`` is positive where the challenger is
    better, whichever direction of the metric is better; ``lower_bound`` is what the gain exceeds at the error rate
    ``alpha`` of this comparison. Each is None where it has no meaning. ``comparisons_left`` counts this one.
    ``missing_reports`` names the reports that the challenger lacks. Rates are shares of rows above the threshold.
    """

    metric: str
    positives: int
    negatives: int
    champion: float | None
    challenger: float | None
    gain: float | None
    lower_bound: float | None
    alpha: float
    comparisons_left: int
    slope: float | None
    champion_brier: float | None
    challenger_brier: float | None
    segments: tuple[Segment, ...]
    missing_reports: tuple[str, ...]
    champion_rate: float
    challenger_rate: float
    shadow: ShadowRecord | None
    rollback_armed: bool
