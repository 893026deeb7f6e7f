"""Files that appear whole or not at all, readable by their owner only."""

import os
import secrets
from contextlib import suppress
from pathlib import Path


def create_once(path: Path, text: str) -> None:
    """Create ``path`` with ``text`` unless it is there already; of two processes at it, one wins."""
    draft = _draft(path, text)
    with suppress(FileExistsError):
        path.hardlink_to(draft)
    draft.unlink()


def replace(path: Path, text: str) -> None:
    """Put ``text`` in the place of whatever ``path`` held; a reader sees the old file or the new one."""
    _draft(path, text).replace(path)


def _draft(path: Path, text: str) -> Path:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return draft
