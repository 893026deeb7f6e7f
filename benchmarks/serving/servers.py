"""The processes that are measured: one web process each, under the server and the options that the product ships."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.service import ONE_THREAD, ROOT, Service
from scorewright.project.embedded.ports import LOOPBACK, free_port
from scorewright.project.supervision.child import Child
from scorewright.project.up.address import Address
from scorewright.project.up.processes import APPLICATION, answers, web

PEER_PYTHON = ROOT / ".venv-bench" / "bin" / "python"


def start(service: Service, name: str, application: str = APPLICATION) -> str:
    """Start one web process that serves ``application``; its address once it is ready."""
    address = Address(LOOPBACK, free_port())
    shipped = web(service.home, address, service.environment)
    log = service.home.logs / f"{name}.log"
    service.supervisor.start(replace(shipped, name=name, command=alone(shipped.command, application), log=log))
    return address.url


def start_peer(service: Service, name: str, *, settings: str, folder: Path, database: str) -> str:
    """Start the Django REST Framework project, its training data in ``folder``; its address once it is ready."""
    address = Address(LOOPBACK, free_port())
    child = Child(
        name=name,
        command=peer_command(address),
        env={
            **ONE_THREAD,
            "PATH": os.defpath,
            "DJANGO_SETTINGS_MODULE": settings,
            "PEER_FOLDER": str(folder),
            "PEER_DATABASE": database,
        },
        log=service.home.logs / f"{name}.log",
        ready=lambda: answers(f"{address.url}/healthz"),
        ready_seconds=120.0,  # it trains its models first
        folder=ROOT,
    )
    service.supervisor.start(child)
    return address.url


def alone(command: Sequence[str], application: str) -> tuple[str, ...]:
    """``command`` of the shipped web processes with one of them only, and with ``application`` in the place of ours.

    >>> alone(("uvicorn", "--workers", "2", APPLICATION), "empty:application")
    ('uvicorn', '--workers', '1', 'empty:application')
    """
    after = command.index("--workers") + 1
    return tuple(
        "1" if place == after else application if word == APPLICATION else word for place, word in enumerate(command)
    )


def peer_command(address: Address) -> tuple[str, ...]:
    """One worker process of granian's WSGI server with its defaults, the fastest that we know."""
    return (
        *(str(PEER_PYTHON), "-m", "granian", "--interface", "wsgi", "--workers", "1"),
        *("--host", address.host, "--port", str(address.port), "benchmarks.drf.wsgi:application"),
    )
