"""Files while a traffic plan is open: production decides on all of their rows, and nobody looks on."""

from scorewright.loop.deployment.actions import activate
from scorewright.loop.deployment.models import ShadowDecision
from scorewright.loop.deployment.traffic.actions import Part, end, start
from scorewright.loop.serving.bulk.asking import GivenFile, ask
from scorewright.loop.serving.bulk.formats import FileKind
from scorewright.loop.serving.bulk.running import execute
from scorewright.loop.serving.models import Decision


def test_rows_of_a_file__arms_and_shadow_are_open__production_decides_without_an_arm(
    tenant, use_case, make_contestant, write_rows
) -> None:
    live, challenger = make_contestant("weak"), make_contestant("strong")
    activate(version_id=live.pk, by="user:test", reason="the first")
    given = [Part(version_id=challenger.pk, share=0.5)]
    start(use_case=use_case.name, by="user:test", reason="the test's", arms=given, shadows=given)
    rows = [{key: cell for key, cell in row.items() if key != "late"} for row in use_case.load().rows[:40]]
    file = write_rows(rows, "rows.csv")
    output = file.parent / "answers.csv"
    run = ask(
        use_case=use_case,
        file=GivenFile(file.name, FileKind.of(file.name), str(file)),
        output=GivenFile(output.name, FileKind.of(output.name), str(output)),
        rejected_path=str(file.parent / "rejected"),
        stored=False,
        by="user:test",
    )
    ended = execute(run.pk, tenant_id=tenant, actor="user:test")
    assert (ended.version, ended.model_version_id, ended.decided) == ("v1", live.pk, 40)
    kept = Decision.objects.values_list("version", "arm", "propensity").distinct()
    assert list(kept.order_by("version")) == [("v1", "", 1.0)]
    assert not ShadowDecision.objects.exists()
    end(use_case=use_case.name, by="user:test", reason="seen enough")
