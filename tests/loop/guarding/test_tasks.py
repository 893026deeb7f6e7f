"""The daily look."""

from scorewright.loop.guarding.tasks import guarding_schedules, look_at_outcomes
from scorewright.loop.jobs.actions import enqueue
from scorewright.loop.jobs.models import Job, State
from scorewright.loop.jobs.running import run_job
from scorewright.loop.registry.queries import production
from scorewright.loop.tenancy.scope import acting
from tests.loop.guarding.conftest import decide


def test_schedules__use_cases_with_a_guard__are_looked_at_every_day(guarded) -> None:
    found = {one.name: one for one in guarding_schedules()}
    assert set(found) >= {"guarding.look.late_delivery", "guarding.look.retention", "guarding.look.admission"}
    assert "guarding.look.german_credit" not in found
    assert found["guarding.look.late_delivery"].arguments == {"use_case": "late_delivery"}


def test_look__as_a_job__rolls_back_and_says_so_where_nothing_is_guarded(
    tenant_id, guarded, register_version, clock
) -> None:
    from scorewright.loop.deployment.actions import activate

    def looked() -> Job:
        with acting(tenant_id, actor="user:test", role="admin"):
            job = enqueue(kind=look_at_outcomes, arguments={"use_case": guarded.name}, by="schedule:guarding.look")
        run_job(tenant_id, job.pk)
        with acting(tenant_id, actor="user:test", role="admin"):
            job.refresh_from_db()
        assert job.state == State.SUCCEEDED
        return job

    nothing = looked().result
    assert nothing == {"state": None, "reason": "late_delivery has nothing in production"}
    with acting(tenant_id, actor="user:test", role="admin"):
        first, second = register_version(), register_version()
        activate(version_id=first.pk, by="user:ama", reason="the first")
        decide(first, 500, right=400, at=clock.forward(days=1))
        clock.forward(days=2)
        activate(version_id=second.pk, by="user:ama", reason="newer")
        decide(second, 600, right=390, at=clock.forward(days=1))
        clock.forward(days=2)
    done = looked().result
    assert (done["state"], done["version"]) == ("rolled_back", "v2")
    with acting(tenant_id, actor="user:test", role="admin"):
        assert production(guarded.name) == first
