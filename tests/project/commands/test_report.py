import uuid
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from scorewright.loop.registry.queries import VersionNotFoundError
from scorewright.loop.tenancy.actions import create_tenant


@pytest.fixture(scope="module")
def slug(database, answer_of) -> str:
    """A tenant with one version of german_credit, whose learner's inner workings can only be estimated."""
    name = f"t-{uuid.uuid4().hex[:12]}"
    create_tenant(slug=name, name=name, by="test")
    answer_of("train", "german_credit", "--learners", "neural_network", "--tenant", name)
    return name


def test_report__a_version__is_evaluated_once_and_written(answer_of, slug, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    asked = ("report", "german_credit", "--version", "v1", "--out", str(file), "--tenant", slug)
    first = answer_of(*asked)
    page = file.read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "neural_network" in page
    assert "estimated by hiding" in page
    second = answer_of(*asked)
    assert (first["evaluated"], second["evaluated"]) == (True, False)
    assert file.read_text(encoding="utf-8") == page


def test_report__unknown_version_or_nothing_in_production__is_named(answer_of, slug) -> None:
    with pytest.raises(VersionNotFoundError):
        answer_of("report", "german_credit", "--version", "v9", "--tenant", slug)
    with pytest.raises(CommandError, match="no version of retention is in production"):
        answer_of("report", "retention", "--tenant", slug)


def test_report__folder_that_is_not_there__is_named(answer_of, slug, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written: No such file or directory"):
        answer_of(
            "report", "german_credit", "--version", "1", "--out", str(tmp_path / "no" / "r.html"), "--tenant", slug
        )
