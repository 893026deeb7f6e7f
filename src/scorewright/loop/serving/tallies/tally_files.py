"""How the tallies of several processes come together: each writes its own file, and whoever is asked adds them up.

A process holds a lock for as long as it lives, so the kernel says which files are of the dead. Those are added to one
file, ``gone``, and removed: no count is lost when a process is replaced, and the folder stays small.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from msgspec import structs

from scorewright.loop.serving.tallies.tallies import Tallies
from scorewright.loop.serving.tallies.tally_sums import Sums, added, decoded, encoded, sums_of

GONE, GONE_LOCK = "gone.json", "gone.lock"


class TallyFiles:
    """The tallies of this process among those of the others in ``folder``; threads may share it."""

    def __init__(self, folder: Path, tallies: Tallies) -> None:
        self._folder = folder
        self._tallies = tallies
        self._name = ""
        self._owner = 0
        self._lock = -1
        self._written = b""
        self._one_at_a_time = Lock()

    def flush(self) -> None:
        """Write what has been counted, where it has changed. Raises OSError."""
        with self._one_at_a_time:
            content = encoded(sums_of(self._tallies))
            if self._owner != os.getpid():
                self._begin()
            if content != self._written or not self._path.exists():
                self._hold()
                _replace(self._path, content)
                self._written = content

    def total(self) -> Sums:
        """Everything that all processes have counted, the dead ones too. Raises OSError."""
        self.flush()
        with _alone(self._folder):
            gone = _bury_the_dead(self._folder)
            living = [_read(path) for path in _files(self._folder)]
            return added([gone, *living])

    @property
    def _path(self) -> Path:
        return self._folder / f"{self._name}.json"

    def _begin(self) -> None:
        """In a new process: a name of its own. A child's copy of its parent's lock is given back by closing it."""
        if self._lock >= 0:
            os.close(self._lock)
        self._owner, self._lock = os.getpid(), -1
        self._name = f"{self._owner}-{secrets.token_hex(6)}"
        self._written = b""

    def _hold(self) -> None:
        """The lock comes before the file: a file without it is a dead process's."""
        place = _lock_of(self._path)
        if self._lock >= 0 and place.exists():
            return
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._lock >= 0:
            os.close(self._lock)  # somebody has removed the folder
        self._lock = os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)


def clear(folder: Path) -> None:
    """Forget what the dead have counted: for when the whole service begins anew."""
    if not folder.is_dir():
        return
    with _alone(folder):
        for path in _files(folder):
            if not _alive(path):
                _remove(path)
        (folder / GONE).unlink(missing_ok=True)


def _bury_the_dead(folder: Path) -> Sums:
    """Add the dead ones' files to ``gone`` and remove them.

    ``gone`` is written before they are removed and names them: whoever is interrupted in between leaves nothing that
    would be added twice.
    """
    before = _read(folder / GONE)
    dead = [path for path in _files(folder) if not _alive(path)]
    new = [path for path in dead if path.name not in before.merged]
    if not dead:
        return before
    sums = added([before, *(structs.replace(_read(path), gauges=[]) for path in new)])
    sums.merged = [path.name for path in dead]
    _replace(folder / GONE, encoded(sums))
    for path in dead:
        _remove(path)
    return sums


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.glob("[0-9]*.json") if path.is_file()]


def _read(path: Path) -> Sums:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        content = b""
    return decoded(content) or added([])


def _alive(path: Path) -> bool:
    try:
        descriptor = os.open(_lock_of(path), os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _lock_of(path: Path) -> Path:
    return path.with_suffix(".lock")


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    _lock_of(path).unlink(missing_ok=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder / GONE_LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _replace(path: Path, content: bytes) -> None:
    """Whole or not at all to a reader; after a power cut there is nobody left to count for."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    draft.write_bytes(content)
    draft.replace(path)
