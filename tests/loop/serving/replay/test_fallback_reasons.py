"""What a fallback said for itself, worked out again."""

from datetime import UTC, datetime, timedelta

from scorewright.declare.fallback import Fallback
from scorewright.loop.serving.actions import decide
from scorewright.loop.serving.models import Decision
from scorewright.loop.serving.replay.kept_pages import Chosen
from scorewright.loop.serving.replay.replaying import replay
from scorewright.loop.tenancy.scope import Scope, acting


def test_replay__fallback_that_began_to_tell_its_reasons__old_and_new_answers_are_equal(tenant_id, redeclare) -> None:
    """Under one version, since its probabilities are the same: the kept policy says what was told."""
    silent = redeclare(fallback=Fallback(probability=lambda _: 0.6))
    with acting(tenant_id, actor="user:test", role="admin"):
        decide(use_case=silent, raw={"distance": 80, "parcels": -9, "van": None})
        told = redeclare(
            fallback=Fallback(probability=lambda _: 0.6, contributions=lambda _: {"distance": 1 / 3, "parcels": -0.5})
        )
        decision = decide(use_case=told, raw={"distance": 80, "parcels": 2, "van": None})
        assert [reason["feature"] for reason in Decision.objects.get(pk=decision.pk).reasons] == ["distance", None]
    now = datetime.now(UTC)
    chosen = Chosen(now - timedelta(hours=1), now + timedelta(seconds=1))
    scope = Scope(tenant_id, "user:test", "admin")
    assert replay(scope, chosen).total.equal == 2
    with acting(tenant_id, actor="user:test", role="admin"):
        reasons = [{"feature": "distance", "words": "altered", "contribution": 0.333333, "points": None}]
        Decision.objects.filter(pk=decision.pk).update(reasons=reasons)
    assert [one["differences"] for one in replay(scope, chosen).differing] == [[{"what": "reasons"}]]
