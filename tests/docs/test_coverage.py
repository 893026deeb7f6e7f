"""What exists is documented, and what is documented exists."""

import re
import shlex
import sys
from pathlib import Path
from uuid import UUID

import pytest

from scorewright.project.commands.catalogue import COMMANDS
from scorewright.project.embedded.home import Home
from scorewright.project.up.address import Address
from scorewright.project.up.processes import scheduler, web, worker

ROOT = Path(__file__).parents[2]
DOCS = "\n".join(path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *ROOT.glob("docs/*.md")])
OF_A_USE_CASE = re.compile(r"(?<=/predict/)[a-z_0-9]+(?=/)|(?<=/v1/)[a-z_0-9]+(?=/predict$)")
# Whoever asks for them listens: no OpenAPI says what they answer.
STREAMS = {("GET", "/api/v1/applications/events/"), ("GET", "/api/v1/applications/{application_id}/events/")}
NAME = re.compile(
    r"\b(?:SCOREWRIGHT_[A-Z_]+|DATABASE_(?:OWNER_)?URL|CELERY_BROKER_URL|ML_[A-Z_]+|GHANA_[A-Z_]+_ENABLED)\b"
)
OF_OUR_SOURCE = {
    name
    for path in (ROOT / "src").rglob("*.py")
    for literal in re.findall(r'"([A-Z_]+)"', path.read_text(encoding="utf-8"))
    for name in NAME.findall(literal)
}


@pytest.mark.parametrize("command", COMMANDS)
def test_command__is_shown_in_the_documents(command: str) -> None:
    assert re.search(rf"scorewright {command}\b", DOCS)


def test_settings__every_name_in_the_source__is_in_the_document_and_no_other() -> None:
    text = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    assert {name.removesuffix("_FILE") for name in NAME.findall(text)} == {
        name.removesuffix("_FILE") for name in OF_OUR_SOURCE
    }


def test_api__every_address__is_in_the_document_and_no_other() -> None:
    from scorewright.project.web.api import API

    text = "".join((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("api.md", "inference.md"))
    documented = set(re.findall(r"^\| `([A-Z]+)` \| `(\S+)` \|", text, re.MULTILINE))
    actual = {
        (method.upper(), re.sub(OF_A_USE_CASE, "{use_case}", path))
        for path, methods in API.get_openapi_schema()["paths"].items()
        for method in methods
    }
    assert documented == actual | STREAMS


@pytest.mark.parametrize("path", sorted(path for _, path in STREAMS))
def test_api__streams_of_events__are_answered(path: str) -> None:
    from scorewright.loop.intake.events.application import PATH

    assert PATH.fullmatch(path.replace("{application_id}", str(UUID(int=7))))


def test_operations__process_commands__are_those_that_up_runs() -> None:
    text = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    home = Home(Path(".scorewright"))
    children = (web(home, Address("127.0.0.1", 8000), {}), worker(home, {}), scheduler(home, {}))
    for child in children:
        command = shlex.join(child.command).replace(sys.executable, "python")
        assert f"\n    {command}\n" in text, f"{child.name}: {command}"


def test_changelog__names_the_version_of_the_package() -> None:
    from scorewright import __version__

    assert re.search(rf"^## .*{re.escape(__version__)}", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
