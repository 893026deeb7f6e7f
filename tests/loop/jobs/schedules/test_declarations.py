import pytest
from kinds_of_the_tests import clockwork, count

from scorewright.loop.jobs.models import Schedule
from scorewright.loop.jobs.schedules import declarations as module
from scorewright.loop.jobs.schedules.declarations import ScheduleDeclaration
from scorewright.loop.jobs.tasks import run_schedules
from scorewright.loop.tenancy.scope import acting


@pytest.mark.parametrize(
    ("name", "cron", "title", "words"),
    [
        ("Sundays", "0 1 * * 0", "t", "schedule 'Sundays': the name must be"),
        ("sundays", "0 1 * *", "t", "schedule sundays: cron must have five fields"),
        ("sundays", "0 1 * * 0", "", "schedule sundays: the title"),
    ],
)
def test_declaration__rule_broken__named(name: str, cron: str, title: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        ScheduleDeclaration(name, count, {}, cron, title)


def test_declared__two_of_a_name__refused(declarations) -> None:
    module.schedules(clockwork)
    with pytest.raises(ValueError, match=r"two schedules are named 'tests.sundays'"):
        module.declared()


def test_task__for_a_tenant__makes_its_rows_and_no_run_of_the_past(tenant_id, declarations) -> None:
    assert run_schedules(tenant_id=str(tenant_id)) == 0
    with acting(tenant_id, actor="test"):
        assert Schedule.objects.filter(name__in=declarations).count() == 2
