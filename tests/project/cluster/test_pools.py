"""A real scheduler and real workers, each a process of its own, with no database and nothing of our environment."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import polars as pl
import pytest

from scorewright.project.cluster.folders import MANIFEST
from scorewright.project.cluster.pools import ClusterError, pool_at

HANDED_ON = ("PATH", "HOME", "LANG", "TMPDIR")
FILES, ROWS_A_FILE = 10, 10_000


@contextmanager
def process(folder: Path, *arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    environment = {name: os.environ[name] for name in HANDED_ON if name in os.environ}
    environment |= {"PYTHONPATH": os.pathsep.join(sys.path), "OMP_NUM_THREADS": "1"}
    with (folder / "dask.log").open("ab") as log:
        started = subprocess.Popen(
            [sys.executable, "-m", "dask", *arguments], env=environment, cwd=folder, stdout=log, stderr=log
        )
    try:
        yield started
    finally:
        started.kill()
        started.wait()


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, list["subprocess.Popen[bytes]"]]]:
    """A scheduler's address, and two workers without a nanny: nobody starts them again."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    worker = ("worker", address, "--no-nanny", "--nthreads", "1", "--host", "127.0.0.1", "--no-dashboard")
    with ExitStack() as started:
        scheduler = ("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
        started.enter_context(process(folder, *scheduler))
        yield address, [started.enter_context(process(folder, *worker)) for _ in range(2)]


def wait_until(condition: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.002)


def contents(folder: Path) -> dict[str, bytes]:
    found = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST}
    return {path.relative_to(folder).as_posix(): content for path, content in found.items()}


@pytest.fixture
def many(rows: pl.DataFrame, tmp_path: Path) -> Path:
    """Files that take a worker a moment each."""
    folder = tmp_path / "many"
    folder.mkdir()
    for count in range(FILES):
        rows.sample(ROWS_A_FILE, with_replacement=True, seed=count).write_parquet(folder / f"{count:02d}.parquet")
    return folder


def test_dask__a_worker_is_killed_midway__result_is_byte_for_byte_that_of_one_process(decide, many, tmp_path) -> None:
    alone = decide("--folder", many, "--output", tmp_path / "alone")
    out = tmp_path / "out"
    with cluster(tmp_path) as (address, workers):
        both_there(address)
        killer = kill_midway(workers[0], out)
        done = decide("--folder", many, "--output", out, "--dask", address)
        assert killer() == -signal.SIGKILL
        assert workers[1].poll() is None
    assert contents(out) == contents(tmp_path / "alone")
    same = ("rows", "decided", "rejected", "fallbacks", "positive", "input_sha256", "output_sha256")
    assert [done[name] for name in same] == [alone[name] for name in same]
    assert not (out / ".unfinished").exists()


def both_there(address: str) -> None:
    from distributed import Client

    wait_until(lambda: answers(address))
    with Client(address) as client:
        client.wait_for_workers(2, timeout=30)


def answers(address: str) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", int(address.rpartition(":")[2]))) == 0


def kill_midway(worker: "subprocess.Popen[bytes]", out: Path) -> Callable[[], int]:
    """Kill it once some files are there, not all, and both workers are at others."""
    from threading import Thread

    seen: list[int] = []

    def kill() -> None:
        wait_until(lambda: len(list(out.glob("*.parquet"))) >= 2 and len(list((out / ".unfinished").glob("*"))) == 2)
        seen.append(len(list(out.glob("*.parquet"))))
        worker.kill()

    thread = Thread(target=kill)
    thread.start()

    def ended() -> int:
        thread.join()
        assert seen
        assert seen[0] < FILES
        return worker.wait()

    return ended


def test_dask__workers__import_no_database_and_no_framework(decide, folder, tmp_path) -> None:
    from distributed import Client

    with cluster(tmp_path) as (address, _):
        both_there(address)
        decide("--folder", folder, "--output", tmp_path / "out", "--dask", address)
        with Client(address) as client:
            loaded = client.run(_loaded)
    assert list(loaded.values()) == [[], []]


def _loaded() -> list[str]:
    return [name for name in ("django", "psycopg", "celery") if name in sys.modules]


def test_dask__local__same_result_as_one_process(decide, folder, tmp_path) -> None:
    decide("--folder", folder, "--output", tmp_path / "alone")
    done = decide("--folder", folder, "--output", tmp_path / "out", "--dask", "local")
    assert (done["rows"], contents(tmp_path / "out")) == (900, contents(tmp_path / "alone"))


@pytest.mark.parametrize("address", ["10.0.0.5", "http://x:1", "tcp://x"])
def test_dask__no_address__names_what_one_looks_like(address: str) -> None:
    with pytest.raises(ClusterError, match=r"must be local, or a scheduler's address"), pool_at(address):
        pass


def test_dask__nobody_listens__says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scorewright.project.cluster.pools.CONNECT_SECONDS", 1)
    with pytest.raises(ClusterError, match="no scheduler answers"), pool_at("tcp://127.0.0.1:9"):
        pass


def test_dask__workers_die_over_an_item__its_name_is_said() -> None:
    import dask

    # Otherwise it takes four of them.
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        pool_at("local") as pool,
        pytest.raises(ClusterError, match=r"may/8\.parquet: one worker after the other died over it"),
    ):
        list(pool.each(_die, 3, {"may/8.parquet": None}))


def _die(status: int, _: None) -> None:
    os._exit(status)
