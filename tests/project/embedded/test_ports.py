import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from scorewright.project.embedded import ports as module
from scorewright.project.embedded.ports import LOOPBACK, Ports, free_port, free_ports, load, save


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        yield taken


def test_free_port__is_outside_the_range_lent_to_outgoing_connections() -> None:
    assert all(20_000 <= free_port() < 32_000 for _ in range(50))


def test_free_port__all_are_taken__says_so(listener: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    port = listener.getsockname()[1]
    monkeypatch.setattr(module, "LOWEST", port)
    monkeypatch.setattr(module, "HIGHEST", port + 1)

    with pytest.raises(OSError, match="no free port"):
        free_port()


def test_free_ports__two_servers__two_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    offered = iter([21_000, 21_000, 21_001])
    monkeypatch.setattr(module, "free_port", lambda: next(offered))

    assert free_ports() == Ports(21_000, 21_001)


def test_load__what_was_saved_last(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    assert load(state) is None

    save(Ports(1, 2), state)
    save(Ports(3, 4), state)

    assert load(state) == Ports(3, 4)
