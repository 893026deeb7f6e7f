from pathlib import Path

from django.core.files.storage import storages

from scorewright.loop.deployment.actions import activate
from scorewright.loop.notifications.models import Alert
from scorewright.loop.registry.tasks import verify_artefacts


def test_verify_artefacts__altered_file__one_critical_alert_that_names_the_version(tenant, make_version) -> None:
    version = make_version()
    activate(version_id=version.id, by="user:test", reason="first")
    assert verify_artefacts(tenant_id=tenant) == 0
    file = Path(storages["artefacts"].path(f"{version.artefact_sha256[:2]}/{version.artefact_sha256}.onnx"))
    content = file.read_bytes()
    file.write_bytes(b"something else")
    try:
        assert verify_artefacts(tenant_id=tenant) == 1
    finally:
        file.write_bytes(content)
    alert = Alert.objects.get()
    assert (alert.kind, alert.subject, alert.severity) == ("artefact_unusable", str(version), "critical")
    assert "altered" in alert.message
