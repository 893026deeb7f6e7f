"""Where the files of a new use case go: into Scorewright's own tree, or into a package of their own."""

from dataclasses import dataclass
from pathlib import Path

import scorewright
import scorewright.usecases


@dataclass(frozen=True, slots=True)
class Place:
    """``package`` is imported as that name from the folder ``code``; ``data`` holds the data file.

    ``data_code`` is the Python code that leads to it; ``project`` holds the pyproject.toml, None inside Scorewright.
    """

    package: str
    code: Path
    data: Path
    data_code: str
    project: Path | None


def place_for(name: str, folder: Path) -> Place:
    """The place of the use case ``name`` under ``folder``."""
    if folder.resolve() in {Path(path).resolve() for path in scorewright.usecases.__path__}:
        data = Path(scorewright.__path__[0]) / "datasets" / name
        data_code = f'files("scorewright") / "datasets" / "{name}" / '
        return Place(f"scorewright.usecases.{name}", folder / name, data, data_code, None)
    package = f"scorewright_{name}"  # the bare name could hide a module of somebody else's
    project = folder / name
    return Place(package, project / package, project / package, f'files("{package}") / ', project)
