import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from scorewright.declare import catalogue
from scorewright.loop.registry.version_page import headline
from scorewright.loop.training.evaluation.evaluating import evaluate_version
from scorewright.loop.training.evaluation.evaluations import NotEvaluatedError
from scorewright.loop.training.evaluation.plots import PLOTS, TITLES, PlotUnusableError
from scorewright.loop.training.evaluation.report import report_name, report_of

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;{{ 7|add:1 }}{% now 'Y' %}"


class Elements(HTMLParser):
    """The tags of a page and the addresses that it names."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.handlers: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name in {"src", "href", "action", "data"}:
                self.addresses.append(value or "")
            if name.startswith("on"):
                self.handlers.append(name)


def test_report_of__a_version__holds_all_that_a_committee_asks(evaluated) -> None:
    page = report_of(evaluated)
    for told in (
        "Will this delivery be late?",
        "made in the tests",
        *headline(evaluated).split(" ", 1),
        "1 of 1 passed",
        "driver_sex (protected: no feature may see it)",
        "Unit: km",
        "What these figures do not say",
        "intervals are wide",
        evaluated.data_fingerprint,
        evaluated.artefact_sha256,
        evaluated.holdout_sha256,
        "user:ama",
    ):
        assert told in page
    assert page.count("data:image/png;base64,iVBOR") == len(TITLES)


def test_report_of__one_file__loads_nothing_and_runs_nothing(evaluated) -> None:
    page = report_of(evaluated)
    found = Elements(page)
    assert "script" not in found.tags
    assert "link" not in found.tags
    assert found.handlers == []
    assert all(address.startswith("data:image/png;base64,") for address in found.addresses)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    assert "url(" not in style[1]
    assert "@import" not in style[1]


def test_report_of__hostile_names__are_text(evaluated, monkeypatch, use_case) -> None:
    tags = Elements(report_of(evaluated)).tags
    hostile = replace(
        use_case,
        title=HOSTILE,
        summary=HOSTILE,
        owner=HOSTILE,
        outcome=replace(use_case.outcome, positive=HOSTILE, meaning=HOSTILE),
        features=tuple(replace(feature, description=HOSTILE, unit=HOSTILE) for feature in use_case.features),
    )
    monkeypatch.setattr(catalogue, "use_cases", lambda: {hostile.name: hostile})
    evaluated.data_source = HOSTILE
    evaluated.parameters = {HOSTILE: HOSTILE}
    evaluated.quality = {"findings": [{"message": HOSTILE}]}
    last = evaluated.evaluations.first()
    found = last.findings
    found["groups"][0]["field"] = HOSTILE
    found["groups"][0]["groups"][0]["name"] = HOSTILE
    found["importance"]["permuted"][HOSTILE] = found["importance"]["permuted"]["distance"]
    found["importance"]["contributions"]["mean_absolute"][HOSTILE] = 0.0
    last.save()
    page = report_of(evaluated)
    elements = Elements(page)
    assert "script" not in elements.tags
    assert elements.handlers == []
    assert elements.tags.count("img") == tags.count("img")
    assert "&lt;script&gt;alert(1)" in page
    assert "{{ 7|add:1 }}" in page


def test_report_of__same_evaluation__same_page(evaluated) -> None:
    assert report_of(evaluated) == report_of(evaluated)


def test_report_of__failed_gate__is_said_first_among_the_limits(make_version) -> None:
    version = make_version(passing=False)
    evaluate_version(version=version, by="user:ama")
    page = report_of(version)
    assert "Not all gates passed: roc_auc." in page
    assert '<span class="failed">failed</span>' in page


def test_report_of__without_figures__says_so(make_version) -> None:
    version = make_version()
    evaluate_version(version=version, by="user:ama", plots=False)
    page = report_of(version)
    assert "drew no figures" in page
    assert "<img" not in page


def test_report_of__small_groups__only_their_count(evaluated) -> None:
    last = evaluated.evaluations.first()
    last.findings["groups"][0]["groups"][0] |= {"rows": 7, "performance": None}
    last.save()
    page = report_of(evaluated)
    assert "too few rows to say anything" in page
    assert "since they have fewer than 30 rows: 1." in page


def test_report_of__never_evaluated__is_refused(make_version) -> None:
    with pytest.raises(NotEvaluatedError):
        report_of(make_version())


def test_report_of__altered_figure__is_refused(evaluated) -> None:
    address = evaluated.evaluations.first().plots["roc_curve"]
    PLOTS.delete(address)
    with pytest.raises(PlotUnusableError, match="missing"):
        report_of(evaluated)


def test_report_of__removed_feature__is_told_by_its_name_alone(evaluated, monkeypatch, use_case) -> None:
    fewer = replace(use_case, features=use_case.features[:1])
    monkeypatch.setattr(catalogue, "use_cases", lambda: {fewer.name: fewer})
    assert '<th scope="row">parcels</th>' in report_of(evaluated)


def test_report_name__is_a_plain_file_name(evaluated) -> None:
    assert re.fullmatch(r"late_delivery_v\d+_report\.html", report_name(evaluated))
