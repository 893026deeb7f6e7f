"""Real processes, killed as they are in life."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scorewright.loop.serving.tallies import tally_files
from scorewright.loop.serving.tallies.tallies import Tallies
from scorewright.loop.serving.tallies.tally_files import TallyFiles, clear
from scorewright.loop.serving.tallies.tally_sums import Sums

PROCESS = """
import sys
from pathlib import Path
from scorewright.loop.serving.tallies.tallies import Tallies
from scorewright.loop.serving.tallies.tally_files import TallyFiles
tallies = Tallies()
files = TallyFiles(Path(sys.argv[1]), tallies)
tallies.watch_journal(lambda: 5)
for line in sys.stdin:
    tallies.requests("predict", 200).add(int(line))
    tallies.stage_seconds("model").observe(0.001)
    files.flush()
    print("done", flush=True)
"""

Process = subprocess.Popen[str]
Start = Callable[[], Process]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[Process] = []

    def one() -> Process:
        command = [sys.executable, "-c", PROCESS, str(tmp_path)]
        started.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield one
    for process in started:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def count(process: Process, requests: int) -> None:
    process.stdin.write(f"{requests}\n")
    process.stdin.flush()
    assert process.stdout.readline() == "done\n"


def kill(process: Process) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


def requests(sums: Sums) -> int:
    return sum(value for name, _, value in sums.counters if name == "scorewright_requests")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_total__two_processes_one_of_them_killed_and_replaced__nothing_is_lost(tmp_path: Path, start: Start) -> None:
    ours = TallyFiles(tmp_path, Tallies())
    one, other = start(), start()
    count(one, 10)
    count(other, 100)
    assert requests(ours.total()) == 110
    assert ours.total().gauges == [("scorewright_journal_queue", (), 10.0)]
    kill(one)
    assert requests(ours.total()) == 110
    assert ours.total().gauges == [("scorewright_journal_queue", (), 5.0)]
    count(start(), 1000)
    count(other, 100)
    total = ours.total()
    assert requests(total) == 1210
    ((_, _, times),) = total.histograms
    assert (sum(times.counts), round(times.sum, 6)) == (4, 0.004)


def test_total__many_died__the_folder_stays_small(tmp_path: Path, start: Start) -> None:
    ours = TallyFiles(tmp_path, Tallies())
    for _ in range(4):
        process = start()
        count(process, 1)
        kill(process)
    assert requests(ours.total()) == 4
    assert len([name for name in names(tmp_path) if name[0].isdigit()]) == 2  # our own file and its lock


def test_total__interrupted_between_adding_the_dead_and_removing_them__added_once(
    tmp_path: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = start()
    count(process, 7)
    kill(process)
    with monkeypatch.context() as patched:
        patched.setattr(tally_files, "_remove", _power_cut)
        with pytest.raises(SystemExit):
            TallyFiles(tmp_path, Tallies()).total()
    assert requests(TallyFiles(tmp_path, Tallies()).total()) == 7
    assert requests(TallyFiles(tmp_path, Tallies()).total()) == 7


def _power_cut(path: Path) -> None:
    raise SystemExit(path.name)


def test_total__by_two_at_once__each_sees_all(tmp_path: Path, start: Start) -> None:
    one, other = TallyFiles(tmp_path, Tallies()), TallyFiles(tmp_path, Tallies())
    process = start()
    count(process, 7)
    kill(process)
    assert [requests(files.total()) for files in (one, other, one)] == [7, 7, 7]


def test_total__file_of_another_version_or_of_a_full_disk__passed_over(tmp_path: Path) -> None:
    (tmp_path / "1-a.json").write_bytes(b"")
    (tmp_path / "2-b.json").write_bytes(
        b'{"counters":[["scorewright_requests",["a","200"],5]],"histograms":[],"gauges":[],"merged":[],"bounds":[1.0]}'
    )
    assert requests(TallyFiles(tmp_path, Tallies()).total()) == 0


def test_flush__folder_removed_meanwhile__is_made_again(tmp_path: Path) -> None:
    tallies = Tallies()
    files = TallyFiles(tmp_path / "metrics", tallies)
    tallies.rejected("type").add()
    files.flush()
    for path in (tmp_path / "metrics").iterdir():
        path.unlink()
    (tmp_path / "metrics").rmdir()
    files.flush()
    other = TallyFiles(tmp_path / "metrics", Tallies()).total()
    assert other.counters == [("scorewright_rejected", ("type",), 1)]


def test_flush__nothing_new__no_write(tmp_path: Path) -> None:
    files = TallyFiles(tmp_path, Tallies())
    files.flush()
    (path,) = tmp_path.glob("*.json")
    before = path.stat().st_ino
    files.flush()
    assert path.stat().st_ino == before


def test_fork__child_counts_for_itself__the_parents_counts_are_not_doubled(tmp_path: Path) -> None:
    script = """
import os, sys
from pathlib import Path
from scorewright.loop.serving.tallies.tallies import TALLIES
from scorewright.loop.serving.tallies.tally_files import TallyFiles
files = TallyFiles(Path(sys.argv[1]), TALLIES)
TALLIES.rejected("type").add(10)
files.flush()
child = os.fork()
TALLIES.rejected("type").add(1)
files.flush()
if child:
    os.waitpid(child, 0)
    print(files.total().counters)
"""
    command = [sys.executable, "-c", script, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "[('scorewright_rejected', ('type',), 12)]\n"


def test_clear__service_begins_anew__only_who_lives_is_left(tmp_path: Path, start: Start) -> None:
    dead, alive = start(), start()
    count(dead, 10)
    count(alive, 100)
    kill(dead)
    ours = TallyFiles(tmp_path, Tallies())
    assert requests(ours.total()) == 110
    clear(tmp_path)
    assert requests(ours.total()) == 100


def test_clear__no_folder_yet__nothing_to_do(tmp_path: Path) -> None:
    clear(tmp_path / "none")
    assert names(tmp_path) == []
