"""What the OpenAPI document says of the batch addresses, held against what they do."""

from typing import Any

import pytest

from scorewright.project.web.api import API

from .callers import BATCH, Answer, csv_of, parquet_of, rows_of

pytestmark = pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume asynchronous iterators")

EVERYWHERE = {"Content-Length", "Content-Disposition", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy"}
EVERYWHERE |= {"Cross-Origin-Opener-Policy", "Content-Type", "Vary"}
BROKEN = csv_of([row | {"tenure": "ages"} for row in rows_of(2)])


@pytest.fixture(params=["/api/v1/{use_case}/batch", "/api/v1/batch-predict"])
def operation(request: pytest.FixtureRequest, database: None) -> Any:
    return API.get_openapi_schema()["paths"][request.param]["post"]


def test_document__parameters__all_that_the_views_read(operation) -> None:
    named = {(parameter["in"], parameter["name"]) for parameter in operation["parameters"]}
    query = {"record", "ignore", "version", "status", "result", "filename"}
    assert named >= {("query", name) for name in query} | {("header", "Idempotency-Key"), ("header", "Prefer")}


def test_document__body__every_format(operation) -> None:
    types = {"multipart/form-data", "text/csv", "application/x-ndjson", "application/vnd.apache.parquet"}
    assert operation["requestBody"]["content"].keys() == types | {"application/gzip"}


@pytest.mark.parametrize(
    ("query", "content", "headers"),
    [
        ("", csv_of(rows_of(2)), {}),
        ("", BROKEN, {"Idempotency-Key": "k"}),
        ("&result=parquet", csv_of(rows_of(2)), {}),
        ("", csv_of(rows_of(2)), {"Prefer": "respond-async"}),
        ("&record=maybe", b"", {}),
    ],
)
def test_document__answers__their_content_type_and_headers(operation, service, query, content, headers) -> None:
    for _ in range(2):
        _check(operation, service.send(f"{BATCH}?ignore=customer{query}", content, **headers))


def test_document__parquet_as_the_whole_body__answered_so(operation, service) -> None:
    _check(
        operation, service.send(f"{BATCH}?ignore=customer", parquet_of(rows_of(2)), "application/vnd.apache.parquet")
    )


def _check(operation: Any, answer: Answer) -> None:
    documented = operation["responses"][answer.status]
    assert answer.headers["Content-Type"].partition(";")[0] in documented["content"]
    assert {*answer.headers} - EVERYWHERE <= documented["headers"].keys()
