"""The page of figures: how many are assessed, how quickly, how the scores lie, and how groups came out."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from scorewright.declare.catalogue import UnknownUseCaseError, use_cases
from scorewright.declare.use_case import UseCase
from scorewright.loop.intake.accepting import intake_named
from scorewright.loop.intake.models import Assessment
from scorewright.loop.intake.pages.groups import FEWEST, Group, group_reports
from scorewright.loop.intake.queries import visible
from scorewright.loop.intake.statistics import RECENT, counted, statistics
from scorewright.loop.intake.statuses import Processing
from scorewright.loop.tenancy.tenant_admin import READERS, may
from scorewright.science.metrics.bootstrap import Interval

BINS = 22
WIDTH, HEIGHT = 720.0, 150.0
SHARE_WIDTH = 160.0
FAILURES_SHOWN = 5
FEWEST_BARS = 6  # of fewer, each is as wide as of so many
# From so many milliseconds on, each twice as long as the one before, or nearly so.
DURATIONS = (0, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000)


@dataclass(frozen=True)
class Bar:
    """One bar of a drawing, and what it says; ``name`` stands below where it begins, ``count`` above."""

    x: float
    top: float
    width: float
    height: float
    words: str
    name: str = ""
    count: int = 0

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True)
class Line:
    """A group in its table: shares in words, and the ends and the middle of one as places in a drawing."""

    group: Group
    score: str
    favourable: str
    review: str
    low: float
    middle: float
    high: float


def statistics_page(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Of one use case that takes applications in: ``use_case`` says which."""
    if not may(request, *READERS):
        raise PermissionDenied
    taking = [one for one in use_cases().values() if one.intake is not None]
    use_case = _use_case(request, taking)
    context = {"title": "Assessments", "use_cases": taking, "use_case": use_case, **_figures(use_case)}
    return TemplateResponse(request, "admin/intake/statistics.html", {**site.each_context(request), **context})


def _use_case(request: HttpRequest, taking: Sequence[UseCase]) -> UseCase:
    if not taking:
        raise Http404("no use case takes applications in")
    try:
        use_case, _ = intake_named(request.GET.get("use_case") or taking[0].name)
    except UnknownUseCaseError as unknown:
        raise Http404(str(unknown)) from unknown
    return use_case


def _figures(use_case: UseCase) -> dict[str, Any]:
    found = statistics(use_case.name)
    scored = visible().filter(use_case=use_case.name, assessment__processing_status=Processing.COMPLETED)
    recent = Assessment.objects.filter(
        use_case=use_case.name,
        application__deleted_at=None,
        processing_status=Processing.COMPLETED,
        finished_at__gte=timezone.now() - RECENT,
    )
    scores, times = _counts(scored, "assessment__score"), _counts(recent, "processing_time_ms")
    return {
        "found": found,
        "processing": _shares(found["processing_status"]),
        "failures": _failures(use_case),
        "bands": _shares(found["score_distribution"]),
        "risks": _shares(found["risk_distribution"]),
        "scores": score_bars(use_case, scores),
        "ends": _ends(use_case),
        "duration_bars": duration_bars(times),
        "durations": [(f"{100 * share:.0f} %", _quantile(times, share)) for share in (0.5, 0.95, 0.99)]
        if times
        else [],
        "reports": [(report, [_line(group) for group in report.groups]) for report in group_reports(use_case, scored)],
        "fewest": FEWEST,
    }


def _failures(use_case: UseCase) -> list[tuple[str, int, float]]:
    """What failed assessments say, the most frequent first, each with its share."""
    failed = visible().filter(use_case=use_case.name, assessment__processing_status=Processing.FAILED)
    found = counted(failed, "assessment__processing_error")
    return _shares(dict(found.most_common(FAILURES_SHOWN)))


def _counts(found: QuerySet[Any], name: str) -> list[tuple[int, int]]:
    """Each value with how many have it, in their order."""
    rows = found.exclude(**{name: None}).order_by(name).values_list(name).annotate(count=Count("pk"))
    return [(int(value), int(count)) for value, count in rows]


def score_bars(use_case: UseCase, counts: Sequence[tuple[int, int]]) -> list[Bar]:
    """The scale in ``BINS`` parts of one width; none where there is no scale or no score."""
    scale = use_case.decision.scale
    if scale is None or not counts:
        return []
    step = (scale.maximum - scale.minimum) / BINS
    heights = [0] * BINS
    for score, count in counts:
        heights[min(int((score - scale.minimum) / step), BINS - 1)] += count
    words = [f"{scale.minimum + place * step:.0f} to {scale.minimum + (place + 1) * step:.0f}" for place in range(BINS)]
    return _bars(heights, words)


def duration_bars(counts: Sequence[tuple[int, int]]) -> list[Bar]:
    """How many took how long, by ``DURATIONS``: from the shortest to the longest that there was; none where none."""
    heights = Counter[int]()
    for milliseconds, count in counts:
        heights[bisect_right(DURATIONS, milliseconds) - 1] += count
    if not heights:
        return []
    shown = range(min(heights), max(heights) + 1)
    words = [f"from {_duration(DURATIONS[place])}" for place in shown]
    found = _bars([heights[place] for place in shown], words)
    return [replace(bar, name=_duration(DURATIONS[place])) for bar, place in zip(found, shown, strict=True)]


def _duration(milliseconds: int) -> str:
    """
    >>> _duration(500), _duration(2000)
    ('500 ms', '2 s')
    """
    return f"{milliseconds} ms" if milliseconds < 1_000 else f"{milliseconds // 1_000} s"


def _bars(counts: Sequence[int], words: Sequence[str]) -> list[Bar]:
    most, width = max(counts), WIDTH / max(len(counts), FEWEST_BARS)
    return [
        Bar(
            x=round(place * width + 1, 1),
            top=round(HEIGHT * (1 - count / most), 1),
            width=round(width - 2, 1),
            height=round(HEIGHT * count / most, 1),
            words=f"{said}: {count:,}",
            count=count,
        )
        for place, (count, said) in enumerate(zip(counts, words, strict=True))
    ]


def _ends(use_case: UseCase) -> list[tuple[float, str, float]]:
    """Where each band begins: its place, its name and its first score."""
    scale, bands = use_case.decision.scale, use_case.decision.bands
    if scale is None or bands is None:
        return []
    reach = scale.maximum - scale.minimum
    return [
        (round(WIDTH * (band.starts_at - scale.minimum) / reach, 1), band.name, band.starts_at) for band in bands.bands
    ]


def _quantile(counts: Sequence[tuple[int, int]], share: float) -> int:
    """The smallest value that at least ``share`` of all do not exceed."""
    wanted, so_far = share * sum(count for _, count in counts), 0
    for value, count in counts:
        so_far += count
        if so_far >= wanted:
            return value
    return counts[-1][0]


def _shares(counts: Mapping[str, int]) -> list[tuple[str, int, float]]:
    whole = sum(counts.values())
    return [(name, count, round(100 * count / whole, 1) if whole else 0.0) for name, count in counts.items()]


def _line(group: Group) -> Line:
    found = group.favourable
    low, middle, high = (round(SHARE_WIDTH * (end or 0.0), 1) for end in (found.low, found.value, found.high))
    return Line(group, _score(group.score), _said(found), _said(group.review), low, middle, high)


def _score(found: Interval) -> str:
    if found.value is None:
        return "n/a"
    return f"{found.value:.0f}" if found.low is None else f"{found.value:.0f} [{found.low:.0f}, {found.high:.0f}]"


def _said(found: Interval) -> str:
    if found.value is None or found.low is None or found.high is None:
        return "n/a"
    return f"{100 * found.value:.1f} % [{100 * found.low:.1f}, {100 * found.high:.1f}]"
