import pytest

from scorewright.loop.notifications.actions import notify
from scorewright.loop.notifications.models import Notification

LIST = "/admin/notifications/notification/"


@pytest.fixture
def told(tenant) -> Notification:
    for number in (1, 2):
        notification = notify(event="job.failed", title=f"Job {number} failed", message="out of memory <b>")
    return notification


def test_list__newest_first__unread_marked_and_counted_in_the_side_bar(log_in, told) -> None:
    page = log_in("analyst").get(LIST).content.decode()
    assert page.index("Job 2 failed") < page.index("Job 1 failed")
    assert page.count("● unread") == 2
    assert log_in("analyst").get(f"{LIST}?read=yes").context_data["cl"].result_count == 0
    assert "out of memory &lt;b&gt;" in log_in("auditor").get(f"{LIST}{told.pk}/change/").content.decode()


def test_read__analyst__read_for_everybody_in_their_name(log_in, told) -> None:
    analyst = log_in("analyst")
    assert analyst.get(f"{LIST}{told.pk}/read/").status_code == 200
    told.refresh_from_db()
    assert told.read_at is None
    assert analyst.post(f"{LIST}{told.pk}/read/").status_code == 302
    told.refresh_from_db()
    assert told.read_by.startswith("user:analyst-")
    assert log_in("admin").get(f"{LIST}?read=no").context_data["cl"].result_count == 1


def test_read_all__approver__none_is_left(log_in, told) -> None:
    assert log_in("approver").post(f"{LIST}read_all/").status_code == 302
    assert not Notification.objects.filter(read_at=None).exists()


@pytest.mark.parametrize("verb", ["{}/read/", "read_all/"])
def test_verbs__auditor__refused(log_in, told, verb) -> None:
    assert log_in("auditor").post(LIST + verb.format(told.pk)).status_code == 403
