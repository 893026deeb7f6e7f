"""Where a file grows until it is whole: under a name that no other attempt at it has.

A process that was thought dead and wakes up goes on with the file that it opened, which nobody reads any more.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4


def partial_of(path: Path) -> Path:
    """Where ``path`` is written until it is whole."""
    return path.with_name(f"{path.name}.partial")


@contextmanager
def own_partial_of(path: Path) -> Iterator[Path]:
    """The same for this attempt alone, to be moved when it is ready; what others have left there is removed."""
    beginning = f"{partial_of(path).name}."
    for left in path.parent.iterdir():
        if left.name.startswith(beginning):
            left.unlink(missing_ok=True)
    own = path.with_name(beginning + uuid4().hex)
    try:
        yield own
    except BaseException:
        own.unlink(missing_ok=True)
        raise
