"""Files of rows of retention, and callers who send them over HTTP."""

import asyncio
import csv
import io
import json
import uuid
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import AsyncClient, Client

from scorewright.declare.catalogue import use_case_named
from scorewright.loop.tenancy.actions import issue_key
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.scope import acting

EXAMPLE = dict(use_case_named("retention").examples[0])
BATCH = "/api/v1/retention/batch"


@dataclass
class Answer:
    status: int
    headers: Any
    content: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.content)

    @property
    def rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.content.decode())))


class Caller:
    def __init__(self, tenant_id: uuid.UUID, role: Role = Role.SERVICE) -> None:
        with acting(tenant_id, actor="user:test"):
            _, token = issue_key(name=role, role=role, by="user:test")
        self._key = {"Authorization": f"Bearer {token}"}
        self._client = Client(headers=self._key, raise_request_exception=False)

    def send(self, path: str, content: bytes, content_type: str = "text/csv", **headers: str) -> Answer:
        found = self._client.post(path, content, content_type=content_type, headers=headers or None)
        return Answer(found.status_code, found.headers, _content(found))

    def send_form(self, path: str, name: str, content: bytes) -> Answer:
        found = self._client.post(path, {"file": SimpleUploadedFile(name, content)})
        return Answer(found.status_code, found.headers, _content(found))

    def get(self, path: str) -> Answer:
        found = self._client.get(path)
        return Answer(found.status_code, found.headers, _content(found))

    def get_by_asgi(self, path: str) -> tuple[Answer, int]:
        """The answer, and the size of its largest block."""

        async def ask() -> tuple[Answer, int]:
            found = await AsyncClient().get(path, headers=self._key)
            blocks = [block async for block in found.streaming_content]
            return Answer(found.status_code, found.headers, b"".join(blocks)), max(map(len, blocks))

        return asyncio.run(ask())

    def post(self, path: str) -> Answer:
        found = self._client.post(path)
        return Answer(found.status_code, found.headers, found.content)


def _content(response: Any) -> bytes:
    return b"".join(response) if response.streaming else response.content


def rows_of(count: int) -> list[dict[str, Any]]:
    return [EXAMPLE | {"customer": f"c{number}"} for number in range(count)]


def csv_of(rows: list[dict[str, Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def lines_of(rows: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def parquet_of(rows: list[dict[str, Any]]) -> bytes:
    content = io.BytesIO()
    pl.DataFrame(rows).write_parquet(content)
    return content.getvalue()
