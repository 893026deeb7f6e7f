import pytest

from scorewright.loop.serving.bulk.formats import FileKind, Format, UnknownFormatError


@pytest.mark.parametrize(
    ("name", "content_type", "kind"),
    [
        ("rows.csv", "", FileKind(Format.CSV)),
        ("ROWS.CSV.GZ", "", FileKind(Format.CSV, gzipped=True)),
        ("a.b.ndjson", "text/csv", FileKind(Format.JSON_LINES)),
        ("", "text/csv; charset=utf-8", FileKind(Format.CSV)),
        ("upload", "application/vnd.apache.parquet", FileKind(Format.PARQUET)),
        ("rows.pq", "", FileKind(Format.PARQUET)),
    ],
)
def test_kind__name_before_content_type__known(name: str, content_type: str, kind: FileKind) -> None:
    assert FileKind.of(name, content_type) == kind


@pytest.mark.parametrize(
    ("name", "content_type"), [("", ""), ("rows.xlsx", ""), ("rows", "text/html"), ("a.parquet.gz", "")]
)
def test_kind__neither_says__refused_with_what_there_is(name: str, content_type: str) -> None:
    with pytest.raises(UnknownFormatError, match=r"\.csv, \.csv\.gz"):
        FileKind.of(name, content_type)
