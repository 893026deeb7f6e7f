"""Artefacts held in memory, each checked against its SHA-256 when it is loaded and again when its file changes."""

import threading
import time
from dataclasses import dataclass
from datetime import datetime

from scorewright.loop.registry import artefacts
from scorewright.science.artefacts.admission import ArtefactRefused
from scorewright.science.artefacts.running import Runner, load

RECHECK_SECONDS = 1.0
MOST_KEPT = 64


@dataclass(frozen=True)
class _Loaded:
    runner: Runner
    changed_at: datetime
    checked: float


class LoadedModels:
    """Runners by address. Safe for threads: at worst two load the same artefact at once."""

    def __init__(self) -> None:
        self._loaded: dict[str, _Loaded] = {}
        self._lock = threading.Lock()

    def runner(self, address: str) -> Runner:
        """The runner of the artefact at ``address``. Raises ArtefactUnusableError where it is missing or altered."""
        now = time.monotonic()
        known = self._loaded.get(address)
        if known is not None and now - known.checked < RECHECK_SECONDS:
            return known.runner
        try:
            changed_at = artefacts.changed_at(address)
            unchanged = known is not None and known.changed_at == changed_at
            runner = known.runner if known is not None and unchanged else _load(address)
        except artefacts.ArtefactUnusableError:
            with self._lock:
                self._loaded.pop(address, None)
            raise
        with self._lock:
            self._loaded.pop(address, None)
            self._loaded[address] = _Loaded(runner, changed_at, now)
            while len(self._loaded) > MOST_KEPT:
                self._loaded.pop(next(iter(self._loaded)))
        return runner


def _load(address: str) -> Runner:
    try:
        return load(artefacts.fetch(address))
    except ArtefactRefused as error:
        raise artefacts.ArtefactUnusableError(f"artefact {address[:12]} is no model that we run: {error}") from error


MODELS = LoadedModels()
