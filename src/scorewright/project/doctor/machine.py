"""This machine: Python, disk and port."""

import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from scorewright.project.doctor.finding import Finding, Severity
from scorewright.project.embedded.home import Home
from scorewright.project.up.address import PORT, Address, AddressError, address_from
from scorewright.project.up.processes import answers

OLDEST_PYTHON = (3, 11)
LEAST_BYTES, COMFORTABLE_BYTES = 200_000_000, 2_000_000_000


def machine(home: Home, environment: Mapping[str, str]) -> Iterator[Finding]:
    """What can be said without database and broker."""
    yield python(sys.version_info[:2])
    yield disk(home, _free_bytes(home.path))
    try:
        yield _port(address_from(environment))
    except AddressError as error:
        yield Finding("port", "error", str(error), f"Correct {PORT}.")


def python(version: tuple[int, ...]) -> Finding:
    """Whether this Python is new enough."""
    name = ".".join(map(str, version))
    if version < OLDEST_PYTHON:
        return Finding("python", "error", f"{name} is too old", "Install Python 3.11 or newer, and set up .venv again.")
    return Finding("python", "ok", name)


def disk(home: Home, free: int) -> Finding:
    """Whether the home has room for decisions and artefacts."""
    message = f"{free / 1e9:.1f} GB are free where {home.path} is"
    if free < COMFORTABLE_BYTES:
        severity: Severity = "error" if free < LEAST_BYTES else "warning"
        return Finding("disk", severity, message, "Make room, or set SCOREWRIGHT_HOME to a larger disk.")
    return Finding("disk", "ok", message)


def _free_bytes(path: Path) -> int:
    existing = next(folder for folder in (path, *path.parents) if folder.exists())
    return shutil.disk_usage(existing).free


def _port(address: Address) -> Finding:
    if answers(f"{address.url}/healthz"):
        return Finding("port", "ok", f"the service answers at {address.url}")
    try:
        address.check_free()
    except AddressError as error:
        return Finding("port", "error", str(error), f"Stop that program, or set {PORT}.")
    return Finding("port", "warning", f"nothing answers at {address.url}", "Start the service: scorewright up")
