import csv
import uuid
from pathlib import Path

import pytest

from scorewright.declare.catalogue import use_case_named
from scorewright.loop.outcomes.models import Outcome
from scorewright.loop.serving.actions import decide
from scorewright.loop.serving.models import Decision
from scorewright.loop.tenancy.scope import acting


@pytest.fixture
def decision(tenant_id) -> Decision:
    retention = use_case_named("retention")
    with acting(tenant_id, actor="test", role="admin"):
        return decide(use_case=retention, raw=dict(retention.examples[0]))


def file_of(folder: Path, *rows: tuple[object, str]) -> Path:
    path = folder / "march.csv"
    path.write_text("\n".join(["decision_id,value", *(f"{decision},{value}" for decision, value in rows), ""]))
    return path


def test_outcomes__a_file__kept_in_the_name_of_whoever_ran_it(answer_of, slug, tenant_id, decision, tmp_path) -> None:
    path = file_of(tmp_path, (decision.pk, "Yes"))
    assert answer_of("outcomes", str(path), "--tenant", slug) == {"rows": 1, "counts": {"new": 1}}
    with acting(tenant_id, actor="test"):
        assert Outcome.objects.get(decision=decision).by.startswith("command")
    assert answer_of("outcomes", str(path), "--tenant", slug)["counts"] == {"unchanged": 1}


def test_outcomes__a_row_is_refused__ends_with_1_and_the_verdicts_say_why(answer_of, slug, decision, tmp_path) -> None:
    path, verdicts = file_of(tmp_path, (uuid.uuid4(), "Yes"), (decision.pk, "No")), tmp_path / "verdicts.csv"
    with pytest.raises(SystemExit) as ended:
        answer_of("outcomes", str(path), "--verdicts", str(verdicts), "--tenant", slug)
    assert ended.value.code == 1
    rows = list(csv.DictReader(verdicts.open()))
    assert [(row["row"], row["verdict"], row["rule"]) for row in rows] == [("1", "refused", "known"), ("2", "new", "")]


@pytest.mark.parametrize(
    "case",
    [
        ("rows.csv", "decision_id\n", "value must be a column"),
        ("rows.txt", "", "must end in"),
        ("gone.csv", None, "gone.csv"),
    ],
)
def test_outcomes__file_that_cannot_be_used__one_line_that_says_why(case, scorewright, slug, tmp_path) -> None:
    name, content, words = case
    if content is not None:
        (tmp_path / name).write_text(content)
    done = scorewright("outcomes", name, "--tenant", slug)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr
