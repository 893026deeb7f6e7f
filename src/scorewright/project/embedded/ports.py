"""A free port on the loopback interface, and the record of those in use."""

import json
import secrets
import socket
from dataclasses import asdict, dataclass
from pathlib import Path

from scorewright.project.embedded.new_file import replace

LOOPBACK = "127.0.0.1"

# Below the range from which Linux (32768) and macOS (49152) lend ports to outgoing connections: otherwise one of those
# could sit on the port of a server that died and is about to come back.
LOWEST, HIGHEST = 20_000, 32_000
ATTEMPTS = 100


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the servers of a home listen."""

    postgres: int
    valkey: int


def free_port() -> int:
    """A port that nobody listens on now. Raises OSError when a hundred random ones were all taken."""
    for _ in range(ATTEMPTS):
        port = LOWEST + secrets.randbelow(HIGHEST - LOWEST)
        if _is_free(port):
            return port
    raise OSError(f"no free port between {LOWEST} and {HIGHEST}")


def free_ports() -> Ports:
    """Two different free ports."""
    postgres = valkey = free_port()
    while valkey == postgres:
        valkey = free_port()
    return Ports(postgres, valkey)


def save(ports: Ports, state: Path) -> None:
    """Tell other processes of this home where the servers are."""
    replace(state, json.dumps(asdict(ports)) + "\n")


def load(state: Path) -> Ports | None:
    """Where the servers are said to be; None when nobody has said so."""
    try:
        return Ports(**json.loads(state.read_text()))
    except FileNotFoundError:
        return None


def _is_free(port: int) -> bool:
    with socket.socket() as candidate:
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
