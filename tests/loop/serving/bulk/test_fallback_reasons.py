"""What a fallback says for itself holds for the rows of files as for single records."""

from dataclasses import replace

from scorewright.declare import catalogue
from scorewright.declare.adverse import Adverse
from scorewright.declare.fallback import Fallback
from scorewright.declare.records import number
from scorewright.loop.serving.bulk.asking import GivenFile, ask
from scorewright.loop.serving.bulk.formats import FileKind
from scorewright.loop.serving.bulk.running import execute
from scorewright.loop.serving.kept_rows import row_of
from scorewright.loop.serving.models import Decision
from scorewright.loop.serving.plans import plan_for


def test_rows_of_a_file__without_a_model__have_the_reasons_of_the_fallback(
    tenant, use_case, monkeypatch, write_rows
) -> None:
    far = Adverse(neutral="How far it is", high="It is far ({value:.0f} km)")
    features = (replace(use_case.features[0], monotone=1, adverse=far), *use_case.features[1:])
    fallback = Fallback(
        probability=lambda record: number(record, "distance") / 100,
        contributions=lambda record: {"distance": number(record, "distance") - 50},
    )
    declared = replace(use_case, features=features, fallback=fallback)
    monkeypatch.setattr(catalogue, "use_cases", lambda: {declared.name: declared})
    rows = [{"distance": str(distance), "parcels": "3", "van": "small"} for distance in (20.0, 70.0)]
    file = write_rows(rows, "rows.csv")
    run = ask(
        use_case=declared,
        file=GivenFile("rows.csv", FileKind.of("rows.csv"), str(file)),
        output=GivenFile("answers.csv", FileKind.of("rows.csv"), str(file.parent / "answers.csv")),
        rejected_path=str(file.parent / "rejected"),
        stored=False,
        by="user:test",
    )
    execute(run.pk, tenant_id=tenant, actor="user:test")
    near, distant = Decision.objects.order_by("id")
    assert [reason["words"] for reason in near.reasons] == [fallback.reason]
    assert [reason["words"] for reason in distant.reasons] == ["It is far (70 km)", fallback.reason]
    (again,) = plan_for(declared).answers([declared.read(distant.record)])
    assert row_of(distant).reasons == again.reasons
