import csv
from pathlib import Path

import pytest
from django.core.management import CommandError

from scorewright.declare.catalogue import use_case_named
from scorewright.loop.serving.models import Decision
from scorewright.loop.tenancy.scope import acting
from scorewright.project.commands.batch_deciding import ColumnsError


def _rows(count: int) -> list[dict[str, str]]:
    return [dict(row) for row in use_case_named("german_credit").load().rows[:count]]


def _write(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


def _read(path: str) -> list[dict[str, str]]:
    with Path(path).open(newline="") as file:
        return list(csv.DictReader(file))


def _number_field() -> str:
    return next(field.name for field in use_case_named("german_credit").fields if type(field).__name__ == "Number")


def test_decide__a_broken_row__is_put_aside_and_the_others_go_on(answer_of, slug, tenant_id, tmp_path) -> None:
    rows = _rows(203)  # more than one transaction holds
    rows[1][_number_field()] = "a lot"
    done = answer_of("decide", "german_credit", "--file", str(_write(tmp_path / "rows.csv", rows)), "--tenant", slug)
    assert (done["rows"], done["decided"], done["rejected"]) == (203, 202, 1)
    (aside,) = _read(done["rejected_output"])
    assert (aside["row"], aside["reason"]) == ("2", f"{_number_field()}: must be a number")
    written = _read(done["output"])
    with acting(tenant_id, actor="test"):
        kept = {str(decision.id): decision for decision in Decision.objects.all()}
    assert [row["decision_id"] for row in written] != []
    assert {row["decision_id"] for row in written} == set(kept)
    assert all(float(row["probability"]) == kept[row["decision_id"]].probability for row in written)
    assert done["fallbacks"] == 202  # this tenant has no model


def test_decide__all_rows_are_sound__no_file_of_rejected_ones(answer_of, slug, tmp_path) -> None:
    file = _write(tmp_path / "rows.csv", _rows(3))
    done = answer_of("decide", "german_credit", "--file", str(file), "--tenant", slug)
    assert done["rejected_output"] is None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["rows.csv", "rows.decided.csv"]


def test_decide__unknown_column__whole_file_is_refused_unless_ignored(answer_of, slug, tmp_path) -> None:
    rows = [{**row, "number": "7"} for row in _rows(2)]
    command = ["decide", "german_credit", "--file", str(_write(tmp_path / "rows.csv", rows)), "--tenant", slug]
    with pytest.raises(ColumnsError, match="number is no field of german_credit"):
        answer_of(*command)
    done = answer_of(*command, "--ignore", "number")
    assert [row["number"] for row in _read(done["output"])] == ["7", "7"]


def test_decide__output_is_the_input__refused(answer_of, slug, tmp_path) -> None:
    file = str(_write(tmp_path / "rows.csv", _rows(1)))
    with pytest.raises(CommandError, match="another file"):
        answer_of("decide", "german_credit", "--file", file, "--output", file, "--tenant", slug)


def test_decide__file_of_rejected_rows_would_be_the_input__refused_and_kept(answer_of, slug, tmp_path) -> None:
    file = _write(tmp_path / "answers.rejected.csv", _rows(1))
    with pytest.raises(CommandError, match="another file"):
        answer_of(
            "decide", "german_credit", "--file", str(file), "--output", str(tmp_path / "answers.csv"), "--tenant", slug
        )
    assert file.exists()
