from scorewright.loop.audit.actions import record
from scorewright.loop.audit.models import Entry

LIST = "/admin/audit/entry/"


def test_trail__every_entry__can_be_found_and_read(log_in) -> None:
    record(action="letter.sent", subject="letter:7", content={"to": "the board"})
    auditor = log_in("auditor")
    found = auditor.get(LIST, {"action": "letter.sent"}).context_data["cl"].result_list
    assert [entry.subject for entry in found] == ["letter:7"]
    assert auditor.get(LIST, {"q": "the board"}).context_data["cl"].result_count == 1
    assert "the board" in auditor.get(f"{LIST}{found[0].pk}/change/").content.decode()


def test_trail__nobody__adds_changes_or_deletes(log_in) -> None:
    admin = log_in("admin")
    entry = Entry.objects.latest("sequence")
    assert admin.get(f"{LIST}add/").status_code == 403
    assert admin.post(f"{LIST}{entry.pk}/delete/", {"post": "yes"}).status_code == 403
    assert admin.post(f"{LIST}{entry.pk}/change/", {"actor": "nobody"}).status_code == 403


def test_verify__sound_trail__says_so(log_in) -> None:
    page = log_in("auditor").get(f"{LIST}verify/", follow=True).content.decode()
    assert "entries are as they were written" in page
