"""Which version decides on the rows of a file that somebody sends."""

import pytest

from scorewright.loop.notifications.models import Alert
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.serving.models import Decision, ScoringRun
from scorewright.loop.tenancy.scope import acting

pytestmark = pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume asynchronous iterators")

PATH = "/api/v1/late_delivery/batch"
ROWS = b"distance,parcels,van\n12.5,3,small\n"


def test_batch__version_asked_for_cannot_answer__503_with_the_reason_and_nothing_kept(
    service, put_live, tenant_id
) -> None:
    version = put_live(live=False)
    with acting(tenant_id, actor="user:test"):
        ModelVersion.objects.filter(pk=version.pk).update(artefact_sha256="0" * 64)
    refused = service.send(f"{PATH}?version=1", ROWS)
    assert (refused.status, "artefact 000000000000 is missing" in refused.json["detail"]) == (503, True)
    assert int(refused.headers["Retry-After"]) >= 1
    with acting(tenant_id, actor="user:test"):
        assert not Decision.objects.exists()
        assert not ScoringRun.objects.exists()


def test_batch__production_asked_for_by_name__no_model__the_fallback_answers_with_its_alert(
    service, use_case, tenant_id
) -> None:
    answer = service.send(f"{PATH}?status=production", ROWS)
    assert (answer.status, [row["fallback"] for row in answer.rows]) == (200, ["true"]), answer.content
    with acting(tenant_id, actor="user:test"):
        assert Alert.objects.filter(kind="fallback_answers", resolved_at=None).count() == 1
