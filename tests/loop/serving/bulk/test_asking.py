import pytest

from scorewright.declare.columns import ColumnsError
from scorewright.loop.serving.bulk.asking import GivenFile, ask
from scorewright.loop.serving.bulk.formats import FileKind
from scorewright.loop.serving.models import ScoringRun


@pytest.mark.parametrize("name", ["rows.csv", "rows.jsonl", "rows.parquet"])
def test_ask__a_field_is_to_be_ignored__refused_by_name_and_nothing_written_down(tenant, use_case, name) -> None:
    file = GivenFile(name, FileKind.of(name), name)
    with pytest.raises(ColumnsError, match="parcels, van cannot be ignored"):
        ask(
            use_case=use_case,
            file=file,
            output=file,
            rejected_path="rejected",
            stored=False,
            by="user:test",
            ignored=["van", "customer", "parcels"],
        )
    assert not ScoringRun.objects.exists()
