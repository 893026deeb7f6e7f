from scorewright.loop.serving.bulk.asking import GivenFile, ask
from scorewright.loop.serving.bulk.formats import FileKind, Format

LIST = "/admin/serving/scoringrun/"


def test_pages__a_run_that_waits__listed_and_readable(log_in, use_case) -> None:
    kind = FileKind(Format.CSV)
    run = ask(
        use_case=use_case,
        file=GivenFile("rows.csv", kind, "rows.csv"),
        output=GivenFile("answers.csv", kind, "answers.csv"),
        rejected_path="rejected.csv",
        stored=False,
        by="user:ama",
    )
    analyst = log_in("analyst")
    page = analyst.get(LIST).content.decode()
    assert "rows.csv" in page
    assert "waits" in page
    assert analyst.get(f"{LIST}{run.pk}/change/").status_code == 200
