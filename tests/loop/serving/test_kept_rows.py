import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scorewright.loop.serving.answers import answer_of
from scorewright.loop.serving.deciding import Asked, Wanted, decide
from scorewright.loop.serving.kept_rows import decision_of, row_of
from scorewright.loop.serving.models import Decision
from scorewright.loop.serving.plan import Plan
from scorewright.loop.serving.plans import plan_for


@pytest.fixture
def plan(tenant, make_version, use_case) -> Plan:
    from scorewright.loop.deployment.actions import activate

    activate(version_id=make_version().id, by="user:test", reason="the test's")
    return plan_for(use_case)


@pytest.mark.parametrize("explain", [False, True])
def test_row__kept_and_read_again__answers_in_the_same_bytes(plan: Plan, tenant, explain: bool) -> None:
    asked = Asked(tenant_id=tenant, by="test", explain=explain)

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.floats(0, 1000), st.none() | st.integers(0, 10**6), st.sampled_from(["small", "large", None]))
    def follow(distance: float, parcels: int | None, van: str | None) -> None:
        raw = msgspec.json.encode({"distance": distance, "parcels": parcels, "van": van})
        row, _ = decide(plan, Wanted(asked, raw, plan.decoder.decode(raw)))
        decision_of(row).save(force_insert=True)
        again = row_of(Decision.objects.get(pk=row.id))
        assert msgspec.json.encode(answer_of(again)) == msgspec.json.encode(answer_of(row))

    follow()
