"""A tenant with a quick model in production, folders of its rows, and what a person would type."""

import uuid
from collections.abc import Callable
from io import StringIO
from json import loads
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.core.management import call_command

from scorewright.declare.catalogue import use_case_named

USE_CASE = "german_credit"
MAKE = {"Number": float, "Flag": lambda cell: cell == "yes"}
ROWS_A_FILE = 100
AnswerOf = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def rows() -> pl.DataFrame:
    """A thousand rows of fields, with the types that Parquet gives them."""
    use_case = use_case_named(USE_CASE)
    makers = {field.name: MAKE.get(type(field).__name__, str) for field in use_case.fields}
    return pl.DataFrame([{name: make(row[name]) for name, make in makers.items()} for row in use_case.load().rows])


@pytest.fixture
def folder(rows: pl.DataFrame, tmp_path: Path) -> Path:
    """Ten files in two folders; one has a row that breaks a rule, one has no rows."""
    folder = tmp_path / "in"
    number = next(field.name for field in use_case_named(USE_CASE).fields if type(field).__name__ == "Number")
    for count in range(10):
        part = rows.slice(count * ROWS_A_FILE, ROWS_A_FILE)
        if count == 3:
            broken = pl.when(pl.int_range(pl.len()) == 1).then(-1e9).otherwise(pl.col(number))
            part = part.with_columns(broken.alias(number))
        if count == 9:
            part = part.clear()
        path = folder / ("april" if count < 5 else "may") / f"{count}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_parquet(path)
    return folder


@pytest.fixture
def command() -> AnswerOf:
    """The one line of JSON of a command, run in this process."""

    def run(name: str, *arguments: object) -> dict[str, Any]:
        out = StringIO()
        call_command(name, *map(str, arguments), "--json", stdout=out)
        found: dict[str, Any] = loads(out.getvalue())
        return found

    return run


@pytest.fixture(scope="session")
def model_tenant(database: None) -> tuple[uuid.UUID, str]:
    """A tenant with a model in production; its id and its slug."""
    from scorewright.loop.tenancy.actions import create_tenant

    slug = f"t-{uuid.uuid4().hex[:12]}"
    tenant = create_tenant(slug=slug, name=slug, by="test")
    call_command(
        *("train", USE_CASE, "--learners", "logistic_regression", "--tenant", slug, "--json"), stdout=StringIO()
    )
    return tenant.id, slug


@pytest.fixture
def decide(command: AnswerOf, model_tenant: tuple[uuid.UUID, str]) -> AnswerOf:
    """``decide --folder`` for the tenant with a model."""
    return lambda *arguments: command("decide", USE_CASE, "--tenant", model_tenant[1], *arguments)
