"""Who is measured: a name, an address, and what its answers are compared with."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
from psycopg import sql

from benchmarks.service import Service
from benchmarks.serving.reference import Reference
from benchmarks.serving.servers import start, start_peer
from benchmarks.serving.wrk import Load

UNRECORDED = Path(__file__).parents[1] / "unrecorded.py"
TOLERANCE = 1e-6  # the product settles a probability to six decimals
EVERYWHERE = (1, 16, 64)


class WrongAnswerError(Exception):
    """A contender does not answer what the estimator answers: its speed would mean nothing."""


@dataclass(frozen=True)
class Contender:
    """``connections`` are the loads it is measured at; ``reference`` is None where the answer says nothing.

    Who ``may_refuse`` is no product of ours: a view on SQLite answers 500 where it finds the file locked for too long.
    """

    name: str
    load: Load
    reference: Reference | None
    connections: tuple[int, ...] = EVERYWHERE
    may_refuse: bool = False


@dataclass(frozen=True)
class _Peer:
    """A way in which people set Django REST Framework up."""

    name: str
    settings: str
    path: str
    connections: tuple[int, ...]


_PEERS = (
    _Peer("sqlite", "benchmarks.drf.settings", "predict", EVERYWHERE),
    _Peer("postgresql", "benchmarks.drf.settings", "predict", (16,)),
    _Peer("lean_sqlite", "benchmarks.drf.lean", "lean", (16,)),
    _Peer("lean_postgresql", "benchmarks.drf.lean", "lean", (16,)),
)


def started(service: Service, references: Mapping[str, Reference], folder: Path) -> list[Contender]:
    """Start all servers and name those who are measured, in the order in which they take turns."""
    load = Load(service.key, folder / "bodies")
    found = [
        Contender(name, load.at(start(service, name, f"benchmarks.serving.empty:{application}")), None)
        for name, application in {"empty": "application", "empty_unread": "unread"}.items()
    ]
    found += _product("durable", start(service, "durable"), references, load)
    if UNRECORDED.exists():
        unrecorded = start(service, "unrecorded", "benchmarks.unrecorded:application")
        found += _product("unrecorded", unrecorded, references, load)
    for peer in _PEERS:
        name = f"drf_{peer.name}"
        database = (
            _database(service.admin_url) if peer.name.endswith("postgresql") else f"sqlite:{folder / name}.sqlite3"
        )
        url = start_peer(service, name, settings=peer.settings, folder=folder, database=database)
        found += [
            Contender(
                f"{name}_{model}", load.at(f"{url}/{peer.path}/{model}/"), reference, peer.connections, may_refuse=True
            )
            for model, reference in references.items()
        ]
    return found


def check(contender: Contender) -> None:
    """Ask every body once. Raises WrongAnswerError unless each answer is the estimator's, within 1e-6."""
    reference = contender.reference
    if reference is None:
        return
    headers = {"Authorization": f"Bearer {contender.load.key}", "Content-Type": "application/json"}
    with httpx.Client(headers=headers, timeout=30) as client:
        for body, expected in zip(reference.bodies, reference.probabilities, strict=True):
            response = client.post(contender.load.url, content=body)
            if response.status_code != 200 or abs(response.json()["probability"] - expected) > TOLERANCE:
                raise WrongAnswerError(
                    f"{contender.name} answers {response.status_code} {response.text[:500]} to {body}; "
                    f"the estimator says {expected}"
                )


def _product(kind: str, url: str, references: Mapping[str, Reference], load: Load) -> list[Contender]:
    return [
        Contender(f"{kind}_{model}", load.at(f"{url}/api/v1/predict/{reference.use_case}/"), reference)
        for model, reference in references.items()
    ]


def _database(admin_url: str) -> str:
    """A database for the peer on the product's server; the address of one that is there already."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        if connection.execute("SELECT FROM pg_database WHERE datname = 'peer'").fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE peer"))
    return admin_url.rpartition("/")[0] + "/peer"
