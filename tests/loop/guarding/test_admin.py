"""The pages of guards."""

from scorewright.loop.guarding.actions import look
from scorewright.loop.guarding.models import GuardWatch
from scorewright.loop.registry.queries import production
from tests.loop.guarding.conftest import decide


def test_watch__its_pages__tell_both_sides_the_drop_and_the_words(change, clock, log_in) -> None:
    first, second = change()
    decide(second, 150, right=118, at=clock.forward(days=1))
    clock.forward(days=1, minutes=5)
    look(use_case=first.use_case, by="user:test")
    auditor, watch = log_in("auditor"), GuardWatch.objects.get()
    listed = auditor.get("/admin/guarding/guardwatch/").content.decode()
    assert "v2 after v1" in listed
    assert "+0.013 [" in listed
    page = auditor.get(f"/admin/guarding/guardwatch/{watch.pk}/change/").content.decode()
    assert all(words in page for words in ("accuracy 0.7867", "accuracy 0.8000", "150 matured outcomes", "v2, since"))
    assert page.count('class="sw-plot-mark"') == 1
    assert watch.reason in page


def test_watch__nothing_matured__says_what_it_waits_for(change, log_in, guarded) -> None:
    change(before=40, right=30)
    watch = look(use_case=guarded.name, by="user:test")
    page = log_in("auditor").get(f"/admin/guarding/guardwatch/{watch.pk}/change/").content.decode()
    assert all(words in page for words in ("not armed yet", "v1 has 40 matured outcomes", "No look has had enough"))


def test_look_now__by_an_approver__rolls_back_and_an_auditor_may_not(change, clock, log_in, guarded) -> None:
    first, second = change()
    watch = look(use_case=guarded.name, by="user:test")
    decide(second, 600, right=390, at=clock.forward(days=1))
    clock.forward(days=2)
    address = f"/admin/guarding/guardwatch/{watch.pk}/look_now/"
    assert log_in("auditor").post(address).status_code == 403
    assert production(first.use_case) == second
    assert log_in("approver").post(address).status_code == 302
    assert production(first.use_case) == first


def test_overview__version_in_production__says_whether_a_guard_watches_it(change, log_in, guarded, redeclare) -> None:
    change()
    auditor = log_in("auditor")
    assert "no guard watches it now" in auditor.get("/admin/").content.decode()
    look(use_case=guarded.name, by="user:test")
    assert "its guard: watching" in auditor.get("/admin/").content.decode()
    redeclare(guard=None)
    assert "no guard is declared" in auditor.get("/admin/").content.decode()
