"""What a version did in the shadow, as the activation policy looks at it."""

from django.db.models import Aggregate, Count, FloatField, Q

from scorewright.loop.deployment.models import ShadowDecision
from scorewright.loop.deployment.traffic.queries import PlanNotFoundError, plan_of_shadow
from scorewright.loop.registry.models import ModelVersion
from scorewright.science.policy.replacement_evidence import ShadowRecord


class _SlowestTwentieth(Aggregate):
    function = "PERCENTILE_CONT"
    template = "%(function)s(0.95) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def shadow_record(challenger: ModelVersion, champion: ModelVersion) -> ShadowRecord | None:
    """Of the challenger's newest time in the shadow; None where it had none, or looked on while another one decided."""
    try:
        plan = plan_of_shadow(challenger.pk)
    except PlanNotFoundError:
        return None
    if plan.production_id != champion.pk:
        return None
    found = ShadowDecision.objects.filter(plan=plan, model_version=challenger).aggregate(
        decisions=Count("id", filter=Q(error="")),
        errors=Count("id", filter=~Q(error="")),
        milliseconds=_SlowestTwentieth("duration_ms"),
    )
    return ShadowRecord(found["decisions"], found["errors"], round(found["milliseconds"] or 0.0, 3))
