"""A score on its scale, as a drawing: the bands side by side, and where the score lies."""

from dataclasses import dataclass
from typing import Self

from scorewright.declare.use_case import UseCase

WIDTH, HEIGHT = 720, 112
LEFT, RIGHT, TOP, BOTTOM = 16, 24, 44, 30


@dataclass(frozen=True)
class Stretch:
    """One band: from ``x``, as wide as it is; ``here`` where the score lies in it."""

    name: str
    risk: str
    starts_at: float
    x: float
    width: float
    here: bool

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True)
class Scale:
    """``x`` is where the score lies, ``former`` where the one before, ``reach`` where its interval begins and ends."""

    stretches: tuple[Stretch, ...]
    score: int
    x: float
    former: float | None
    former_score: int | None
    reach: tuple[float, float] | None
    least: float
    end: float
    words: str

    @property
    def open(self) -> bool:
        """Whether the interval goes from one end of the scale to the other."""
        return self.reach == (LEFT, WIDTH - RIGHT)

    width, height, top, floor, right = WIDTH, HEIGHT, TOP, HEIGHT - BOTTOM, WIDTH - RIGHT
    tall = HEIGHT - BOTTOM - TOP

    @classmethod
    def of(
        cls,
        use_case: UseCase,
        score: int | None,
        former: int | None = None,
        interval: tuple[int | None, int | None] = (None, None),
    ) -> Self | None:
        """None where there is no score, or the use case has no scale or bands."""
        scale, bands = use_case.decision.scale, use_case.decision.bands
        if score is None or scale is None or bands is None:
            return None

        def x(points: float) -> float:
            share = (min(max(points, scale.minimum), scale.maximum) - scale.minimum) / (scale.maximum - scale.minimum)
            return round(LEFT + share * (WIDTH - RIGHT - LEFT), 1)

        low, high = interval
        ends = [*(band.starts_at for band in bands.bands[1:]), scale.maximum]
        here = bands.of(score)
        stretches = tuple(
            Stretch(
                band.name, band.risk or "", band.starts_at, x(band.starts_at), x(end) - x(band.starts_at), band is here
            )
            for band, end in zip(bands.bands, ends, strict=True)
        )
        return cls(
            stretches=stretches,
            score=score,
            x=x(score),
            former=None if former is None else x(former),
            former_score=former,
            reach=None if low is None or high is None else (x(low), x(high)),
            least=scale.minimum,
            end=scale.maximum,
            words=f"{score} on a scale from {scale.minimum} to {scale.maximum}: {here.name}",
        )
