"""The chain, computed again without the database's help: what ``triggers`` wrote must come out."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Self

from scorewright.loop.audit.models import Entry

_SEPARATOR = "\x1f"
_INSTALLATION = "installation"


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry, noted down elsewhere: the only proof against a trail that was cut short or written anew.

    >>> Head.parse("12:" + "0f" * 32).sequence
    12
    """

    sequence: int
    hash: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises ValueError unless ``text`` is ``SEQUENCE:HASH``."""
        sequence, _, digest = text.partition(":")
        if len(digest) != 64:
            raise ValueError("a head is written SEQUENCE:HASH, with a hash of 64 hexadecimal digits")
        return cls(int(sequence), digest.lower())

    def __str__(self) -> str:
        return f"{self.sequence}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with, or just before, the entry of this number."""

    sequence: int
    message: str


@dataclass(frozen=True, slots=True)
class Verification:
    entries: int
    head: Head | None
    faults: tuple[Fault, ...]


def verified(entries: Iterable[Entry], *, expected_head: Head | None = None) -> Verification:
    """``entries`` are one tenant's, or the installation's, in order of their sequence."""
    faults: list[Fault] = []
    count, last, expected_is_there = 0, Head(0, ""), expected_head is None
    for entry in entries:
        faults += _entry_faults(entry, last)
        # From here on the stored hash counts, so that one altered entry is not held against all that follow.
        count, last = count + 1, Head(entry.sequence, entry.hash)
        expected_is_there = expected_is_there or last == expected_head
    if expected_head is not None and not expected_is_there:
        faults.append(Fault(expected_head.sequence, "the noted head is not in the trail: it was cut or written anew"))
    return Verification(count, last if count else None, tuple(faults))


def _entry_faults(entry: Entry, last: Head) -> Iterator[Fault]:
    if entry.sequence != last.sequence + 1:
        yield Fault(entry.sequence, f"entry {last.sequence + 1} is missing before it")
    elif entry.previous_hash != last.hash:
        yield Fault(entry.sequence, "it does not follow the entry before it: one of the two was altered or replaced")
    if entry.hash != _hash(entry):
        yield Fault(entry.sequence, "its content does not match its hash: it was altered or moved")
    elif _SEPARATOR in entry.actor + entry.action + entry.subject:
        yield Fault(entry.sequence, "a field holds the separator, which the database never writes")


def _hash(entry: Entry) -> str:
    at = entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    chain = entry.tenant_id or _INSTALLATION
    fields = (entry.previous_hash, chain, entry.sequence, at, entry.actor, entry.action, entry.subject, entry.content)
    return hashlib.sha256(_SEPARATOR.join(map(str, fields)).encode()).hexdigest()
