from scorewright.loop.outcomes.actions import report
from scorewright.loop.outcomes.models import Outcome, OutcomeFile


def test_outcome__known__stands_on_the_decision_and_in_its_list(log_in, make_decision) -> None:
    decision = make_decision(label=1)
    report(decision_id=decision.pk, value="yes", by="user:test")
    auditor = log_in("auditor")
    assert "yes ✓" in auditor.get("/admin/serving/decision/").content.decode()
    page = auditor.get(f"/admin/serving/decision/{decision.pk}/change/").content.decode()
    assert "yes (label 1)" in page
    assert "Final; the window was over" in page
    assert auditor.get("/admin/outcomes/outcome/").context_data["cl"].result_count == 1


def test_outcome__revised__both_pages_tell_what_was_said_before_and_why_it_changed(log_in, make_decision) -> None:
    decision = make_decision()
    report(decision_id=decision.pk, value="no", by="key:test")
    report(decision_id=decision.pk, value="yes", source="corrected", reason="two people mixed up", by="user:ama")
    auditor = log_in("auditor")
    outcome = Outcome.objects.get()
    for address in (f"serving/decision/{decision.pk}", f"outcomes/outcome/{outcome.pk}"):
        page = auditor.get(f"/admin/{address}/change/").content.decode()
        assert all(words in page for words in ("Revised", "two people mixed up", "no longer stands", "key:test")), (
            address
        )


def test_outcome__provisional__says_until_when(log_in, make_decision) -> None:
    decision = make_decision(days_ago=0.5)
    report(decision_id=decision.pk, value="no", by="key:test")
    page = log_in("auditor").get(f"/admin/serving/decision/{decision.pk}/change/").content.decode()
    assert "Provisional; the window is open until" in page


def test_outcomes__nobody__adds(log_in) -> None:
    assert log_in("admin").get("/admin/outcomes/outcome/add/").status_code == 403


def test_outcome_file__its_page__says_what_became_of_its_rows(log_in) -> None:
    counts = {"new": 1200, "refused": 3}
    file = OutcomeFile.objects.create(name="march.csv", kind="csv", path="x", bytes=9, rows=1203, counts=counts, by="x")
    auditor = log_in("auditor")
    assert "1,200 new, 3 refused" in auditor.get("/admin/outcomes/outcomefile/").content.decode()
    assert "1,200 new, 3 refused" in auditor.get(f"/admin/outcomes/outcomefile/{file.pk}/change/").content.decode()
