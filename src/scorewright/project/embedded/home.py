"""The one folder in which Scorewright keeps everything when database and broker are embedded."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DEFAULT = ".scorewright"


@dataclass(frozen=True, slots=True)
class Home:
    """Paths below the folder; ``path`` is absolute when made by ``home_from``."""

    path: Path

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def valkey(self) -> Path:
        return self.path / "valkey"

    @property
    def artefacts(self) -> Path:
        return self.path / "artefacts"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def run(self) -> Path:
        return self.path / "run"

    @property
    def metrics(self) -> Path:
        return self.run / "metrics"

    @property
    def secrets(self) -> Path:
        return self.path / "secrets.json"

    @property
    def state(self) -> Path:
        return self.path / "state.json"

    def prepare(self) -> None:
        """Create what is missing, closed to other accounts and to version control."""
        for folder in (self.path, self.postgres, self.valkey, self.artefacts, self.logs, self.run):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.path / ".gitignore").write_text("*\n")


def home_from(environment: Mapping[str, str]) -> Home:
    """The home named by ``SCOREWRIGHT_HOME``, or ``.scorewright`` in the current folder.

    >>> home_from({"SCOREWRIGHT_HOME": "/srv/scorewright"}).logs.as_posix()
    '/srv/scorewright/logs'
    """
    return Home(Path(environment.get("SCOREWRIGHT_HOME") or DEFAULT).absolute())
