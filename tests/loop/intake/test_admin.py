"""The queue, an application's page with its buttons, and the figures."""

import json
from dataclasses import replace

import pytest
from django.test import Client

from scorewright.loop.intake import actions
from scorewright.loop.intake.accepting import Parts
from scorewright.loop.intake.models import Application, Assessment
from scorewright.loop.intake.pages.statistics import duration_bars
from scorewright.loop.intake.statuses import Status
from scorewright.loop.tenancy.actions import add_member
from scorewright.loop.tenancy.models import Role, User
from tests.loop.intake.conftest import DECISION, INTAKE

LIST = "/admin/intake/application/"


@pytest.fixture
def enter(office):
    """Logged in as a new member of the office with this role."""

    def enter(role: str) -> Client:
        user = User.objects.create_user(f"{role}-{office.tenant_id.hex[:12]}", is_staff=True)
        with office.acting():
            add_member(user=user, role=Role(role), by="user:test")
        client = Client(SERVER_NAME="localhost")
        client.force_login(user)
        client.user = user
        return client

    return enter


def _numbers(page) -> list[str]:
    return [row.reference_number for row in page.context_data["cl"].result_list]


def test_queue__what_waits__for_people_first_then_the_oldest(office, apply, enter) -> None:
    near = {"distance": 20.0, "parcels": 3, "van": "small"}
    sure, mine, draft, urgent = office.do(
        lambda: [apply(record=near), apply(record=near), apply(submit=False), apply(record=near, is_priority=True)]
    )
    office.drain()
    analyst = enter("analyst")
    with office.acting():
        for one in (sure, urgent):
            assessment = Application.objects.select_related("assessment").get(pk=one.pk).assessment
            assert assessment.needs_manual_review
        actions.assign(application_id=mine.pk, analyst=analyst.user, by="user:test")
    page = analyst.get(LIST)
    assert _numbers(page) == [one.reference_number for one in (urgent, sure, mine)]
    assert draft.reference_number not in page.content.decode()
    counts = {tile["heap"].name: tile["count"] for tile in page.context_data["tiles"]}
    assert counts == {"waiting": 3, "mine": 1, "unassigned": 2, "review": 3, "failed": 0, "info": 0, "all": 4}
    for queue, wanted in {"mine": [mine], "unassigned": [urgent, sure], "all": [urgent, sure, mine, draft]}.items():
        found = _numbers(analyst.get(f"{LIST}?queue={queue}"))
        assert found == [one.reference_number for one in wanted], queue


def test_page__assessed_twice__shows_the_score_its_reasons_the_insight_and_what_changed(office, apply, enter) -> None:
    made = office.do(apply)
    office.drain()
    far = Parts({"distance": 90.0})
    office.do(lambda: actions.update(application_id=made.pk, changes=far, by="user:test"))
    office.drain()
    page = enter("analyst").get(f"{LIST}{made.pk}/change/")
    shown = page.context_data
    assert shown["scale"].score == shown["assessment"].score
    assert shown["scale"].former_score == shown["former"].score
    assert [band.name for band in shown["scale"].stretches if band.here] == [shown["assessment"].category]
    assert [(one.field, one.before, one.after, one.counts) for one in shown["changes"]] == [
        ("distance", "40", "90", True)
    ]
    assert [(fact.name, fact.value) for fact in shown["insight"]] == [("Hours on the way", "1.8"), ("Kind", "long")]
    assert len(shown["history"]) == 2
    html = page.content.decode()
    assert shown["assessment"].reasons[0]["words"] in html
    assert f'data-events="{LIST}{made.pk}/events/"' in html


def test_page__draft__says_that_nothing_is_assessed(office, apply, enter) -> None:
    made = office.do(lambda: apply(submit=False, record={}))
    html = enter("auditor").get(f"{LIST}{made.pk}/change/").content.decode()
    assert "not assessed" in html
    assert "not handed in yet" in html


def test_page__what_is_unlikely_in_the_record__is_said(office, apply, enter, redeclare) -> None:
    fields = tuple(replace(one, warn_above=30) if one.name == "distance" else one for one in office.use_case.fields)
    redeclare(intake=INTAKE, decision=DECISION, fields=fields)
    near, far = office.do(lambda: [apply(record={"distance": km, "parcels": 3, "van": "small"}) for km in (20.0, 40.0)])
    analyst = enter("analyst")
    pages = [analyst.get(f"{LIST}{one.pk}/change/").content.decode() for one in (near, far)]
    assert ["Distance is above 30" in html for html in pages] == [False, True]


def test_verbs__analyst__take_assess_again_and_decide(office, apply, enter) -> None:
    made = office.do(apply)
    office.drain()
    analyst, page = enter("analyst"), f"{LIST}{made.pk}"
    assert analyst.get(f"{page}/take/").status_code == 200
    assert analyst.post(f"{page}/take/").status_code == 302
    assert analyst.post(f"{page}/assess/").status_code == 302
    refused = analyst.post(f"{page}/move_it/", {"status": Status.DRAFT})
    assert refused.status_code == 200
    assert analyst.post(f"{page}/move_it/", {"status": Status.APPROVED, "reason": "paid before"}).status_code == 302
    with office.acting():
        made.refresh_from_db()
        assert (made.assigned_analyst, made.status, made.assessments.count()) == (analyst.user, "APPROVED", 2)
    assert "/take/" not in analyst.get(f"{page}/change/").content.decode()  # nothing can be done about it any more
    again = analyst.post(f"{page}/move_it/", {"status": Status.REJECTED})
    assert again.status_code == 200


def test_verbs__nobody_or_somebody__as_the_form_says(office, apply, enter) -> None:
    made, analyst = office.do(apply), enter("analyst")
    for name, found in {analyst.user.username: analyst.user, "": None}.items():
        assert analyst.post(f"{LIST}{made.pk}/assign_it/", {"analyst": name}).status_code == 302
        with office.acting():
            made.refresh_from_db()
            assert made.assigned_analyst == found


@pytest.mark.parametrize("verb", ["take", "assign_it", "move_it", "assess"])
def test_verbs__auditor__refused(office, apply, enter, verb) -> None:
    made = office.do(apply)
    assert enter("auditor").post(f"{LIST}{made.pk}/{verb}/", {"analyst": ""}).status_code == 403


def test_statistics__page__distributions_and_groups_with_their_intervals(office, apply, enter) -> None:
    def several() -> None:
        for number in range(24):
            record = {"distance": 20.0 + 3 * number, "parcels": 3, "van": "small"}
            apply(record=record, monitored={"gender": "f" if number % 2 else "m"} if number < 21 else {})

    office.do(several)
    office.drain()
    page = enter("analyst").get("/admin/assessments/?use_case=late_delivery")
    shown = page.context_data
    assert shown["found"]["overview"]["coverage_percentage"] == 100.0
    counts = [int(bar.words.rpartition(": ")[2]) for bar in shown["scores"]]
    assert (sum(counts), len(counts)) == (24, 22)
    assert {name: count for name, count, _ in shown["bands"]} == shown["found"]["score_distribution"]
    (report, lines), *_ = [one for one in shown["reports"] if one[0].field == "gender"]
    assert (lines, report.left_out, report.fallbacks) == ([], 0, 24)  # there is no model: nothing is said of one
    assert "24 were answered by the fallback" in page.content.decode()
    assert json.dumps(shown["durations"]) != "[]"
    assert sum(bar.count for bar in shown["duration_bars"]) == 24


def test_pages__of_a_model__figures_by_group_and_the_interval(office, apply, enter, register_version) -> None:
    from scorewright.loop.deployment.actions import activate

    def several(count: int, gender: str) -> None:
        for number in range(count):
            record = {"distance": 20.0 + 3 * number, "parcels": 3, "van": "small"}
            apply(record=record, monitored={"gender": gender} if gender else {})

    office.do(lambda: several(12, "f"))
    office.drain()
    version = office.do(register_version)
    office.do(lambda: activate(version_id=version.pk, by="user:test", reason="the first"))
    for count, gender in ((10, "f"), (11, "m"), (3, "")):
        office.do(lambda count=count, gender=gender: several(count, gender))
    office.drain()
    analyst = enter("analyst")
    page = analyst.get("/admin/assessments/?use_case=late_delivery")
    (report, lines), *_ = [one for one in page.context_data["reports"] if one[0].field == "gender"]
    assert [(line.group.name, line.group.count) for line in lines] == [("f", 10), ("m", 11)]
    assert (report.left_out, report.fallbacks) == (3, 12)  # those of nothing said are too few to be told of
    with office.acting():
        by_model = Application.objects.filter(monitored__values__gender="f", assessment__decision__fallback=False)
        scores = [one.assessment.score for one in by_model.select_related("assessment")]
        good = by_model.filter(assessment__decision__label=0).count()
    assert lines[0].group.score.value == pytest.approx(sum(scores) / 10)
    assert lines[0].group.score.low < lines[0].group.score.value < lines[0].group.score.high
    assert lines[0].group.favourable.value == good / 10
    for line in lines:
        assert 0 <= line.low <= line.middle <= line.high <= 160
        assert line.favourable.endswith("]")


def test_statistics__failed__the_most_frequent_reason_first(office, apply, enter) -> None:
    made = office.do(lambda: [apply() for _ in range(3)])
    with office.acting():
        for one, error in zip(made, ("gone", "broken", "broken"), strict=True):
            ended = {"processing_status": "FAILED", "due_at": None, "processing_error": error}
            Assessment.objects.filter(application=one).update(**ended)
    page = enter("analyst").get("/admin/assessments/?use_case=late_delivery")
    assert [(words, count) for words, count, _ in page.context_data["failures"]] == [("broken", 2), ("gone", 1)]
    assert "Why they failed" in page.content.decode()


def test_durations__by_what_they_took__each_in_its_bar_and_gaps_are_shown() -> None:
    bars = duration_bars([(19, 2), (20, 1), (49, 1), (120, 4), (40_000, 1)])
    assert [(bar.name, bar.count) for bar in bars if bar.count] == [
        ("10 ms", 2),
        ("20 ms", 2),
        ("100 ms", 4),
        ("30 s", 1),
    ]
    assert len(bars) == 11
    assert bars[0].words == "from 10 ms: 2"
    assert max(bar.height for bar in bars) == next(bar.height for bar in bars if bar.count == 4)
    assert bars[-1].x + bars[-1].width <= 720
    assert duration_bars([]) == []
