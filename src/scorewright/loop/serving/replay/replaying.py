"""Making all chosen decisions again, and counting what comes of it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from scorewright.loop.serving.replay.archive import Archive, UnreplayableError
from scorewright.loop.serving.replay.differences import as_json
from scorewright.loop.serving.replay.findings import Finding, findings
from scorewright.loop.serving.replay.kept_pages import Chosen, pages
from scorewright.loop.serving.replay.todays_code import TodaysCode
from scorewright.loop.tenancy.scope import Scope

MOST_NAMED = 10


@dataclass(slots=True)
class Counts:
    """Each decision is equal, differing or unreplayable."""

    decisions: int = 0
    equal: int = 0
    differing: int = 0
    unreplayable: int = 0

    def add(self, finding: Finding) -> None:
        self.decisions += 1
        if isinstance(finding.found, UnreplayableError):
            self.unreplayable += 1
        elif finding.found:
            self.differing += 1
        else:
            self.equal += 1


@dataclass(slots=True)
class Report:
    """``fallback`` counts those of ``total`` that the fallback gave; the first ten of each kind are named."""

    total: Counts = field(default_factory=Counts)
    fallback: Counts = field(default_factory=Counts)
    versions: dict[tuple[str, str], Counts] = field(default_factory=lambda: defaultdict(Counts))
    features_differ: int = 0
    differing: list[Mapping[str, Any]] = field(default_factory=list)
    unreplayable: list[Mapping[str, Any]] = field(default_factory=list)
    features_differing: list[str] = field(default_factory=list)

    def add(self, finding: Finding) -> None:
        decision, found = finding.decision, finding.found
        for counts in (self.total, self.versions[decision.use_case, decision.version]):
            counts.add(finding)
        if decision.model_version_id is None:
            self.fallback.add(finding)
        named = {"id": str(decision.id), "use_case": decision.use_case, "version": decision.version}
        if isinstance(found, UnreplayableError):
            _name(self.unreplayable, {**named, "why": str(found)})
        elif found:
            _name(self.differing, {**named, "differences": list(as_json(found))})
        if finding.features_differ:
            self.features_differ += 1
            _name(self.features_differing, str(decision.id))

    def to_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            **asdict(self.total),
            "fallback": asdict(self.fallback),
            "features_differ": self.features_differ,
            "versions": [
                {"use_case": use_case, "version": version, **asdict(counts)}
                for (use_case, version), counts in sorted(self.versions.items())
            ],
            "first_differing": self.differing,
            "first_unreplayable": self.unreplayable,
            "first_features_differ": self.features_differing,
        }


def replay(scope: Scope, chosen: Chosen) -> Report:
    """Make the ``chosen`` decisions of the tenant again from what was recorded; nothing is written."""
    report, archive = Report(), Archive(scope)
    codes: dict[str, TodaysCode] = {}
    for page in pages(scope, chosen):
        name = page[0].use_case
        if name not in codes:
            codes[name] = TodaysCode(name)
        for finding in findings(page, archive, codes[name]):
            report.add(finding)
    return report


def _name(named: list[Any], one: object) -> None:
    if len(named) < MOST_NAMED:
        named.append(one)
