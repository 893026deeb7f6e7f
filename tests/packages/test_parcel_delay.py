"""A use case in somebody else's package is found, and works, with no edit to Scorewright."""

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

import scorewright
from scorewright.loop.tenancy.actions import issue_key
from scorewright.loop.tenancy.models import Role, Tenant
from scorewright.loop.tenancy.scope import acting, as_operator

PACKAGE = Path(__file__).with_name("parcel_delay")
ASK = """
import json
from scorewright.declare.catalogue import use_cases
from scorewright.declare.conformance import behavioural_faults, structural_faults
found = use_cases()
use_case = found["parcel_delay"]
print(json.dumps([list(found), structural_faults(use_case) + behavioural_faults(use_case)]))
"""

SERVE = """
import asyncio, json, sys
import httpx
from scorewright.project.asgi import application
from scorewright.declare.catalogue import use_cases

async def main():
    await application.start()
    transport = httpx.ASGITransport(application)
    headers = {"Authorization": "Bearer " + sys.argv[1]}
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=headers) as client:
        example = dict(use_cases()["parcel_delay"].examples[0])
        answer = await client.post("/api/v1/predict/parcel_delay/", json=example)
    await application.stop()
    return [answer.status_code, answer.json()]

print(json.dumps(asyncio.run(main())))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    offline = ["--no-index", "--no-build-isolation", "--no-deps"]
    subprocess.run([*pip, *offline, "--target", target, PACKAGE], check=True)
    return target


def python(*arguments: str, paths: tuple[Path, ...]) -> subprocess.CompletedProcess[str]:
    search = os.pathsep.join(map(str, (*paths, Path(scorewright.__path__[0]).parent)))
    environment = {**os.environ, "PYTHONPATH": search}
    return subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False)


def ask(*paths: Path) -> subprocess.CompletedProcess[str]:
    return python("-c", ASK, paths=paths)


def test_use_cases__package_installed__is_found_and_conforms(installed: Path) -> None:
    answer = ask(installed)
    names, faults = json.loads(answer.stdout)
    assert "parcel_delay" in names
    assert {"retention", "german_credit"} < set(names)
    assert faults == []


def test_package_installed__trained_by_the_command_and_served_over_http(installed: Path, tenant_id: uuid.UUID) -> None:
    with acting(tenant_id, actor="user:test"):
        _, key = issue_key(name="parcels", role=Role.SERVICE, by="user:test")
    with as_operator():
        slug = Tenant.objects.get(pk=tenant_id).slug
    command = ["-m", "scorewright.project", "train", "parcel_delay", "--tenant", slug, "--json"]
    trained = python(*command, paths=(installed,))
    assert trained.returncode == 0, trained.stderr
    assert json.loads(trained.stdout)["activated"] is True
    status, answer = json.loads(python("-c", SERVE, key, paths=(installed,)).stdout)
    assert (status, answer["fallback"], answer["use_case"]) == (200, False, "parcel_delay")


def test_use_cases__entry_point_leads_nowhere__names_it(tmp_path: Path) -> None:
    metadata = tmp_path / "broken-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[scorewright.usecases]\nbroken = nowhere.usecase:USE_CASE\n")
    assert "DeclarationError: use case 'broken': nowhere.usecase:USE_CASE cannot be loaded" in ask(tmp_path).stderr
