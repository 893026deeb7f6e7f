from scorewright.loop.outcomes.actions import report
from scorewright.loop.serving.actions import decide


def test_outcome__known__stands_on_the_decision_and_in_its_list(log_in, use_case, tenant) -> None:
    decision = decide(use_case=use_case, raw=dict(use_case.examples[0]))
    report(decision_id=decision.pk, value="yes", by="user:test")
    auditor = log_in("auditor")
    mark = "✓" if decision.label == 1 else "✗"
    assert f"yes {mark}" in auditor.get("/admin/serving/decision/").content.decode()
    page = auditor.get(f"/admin/serving/decision/{decision.pk}/change/").content.decode()
    assert "yes (label 1)" in page
    assert auditor.get("/admin/outcomes/outcome/").context_data["cl"].result_count == 1


def test_outcomes__nobody__adds(log_in) -> None:
    assert log_in("admin").get("/admin/outcomes/outcome/add/").status_code == 403
