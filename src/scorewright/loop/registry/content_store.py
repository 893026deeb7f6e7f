"""Files by their content: the name is the SHA-256 of the bytes, and bytes that do not match it are refused."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

SHA256 = r"[0-9a-f]{64}"


class ContentUnusableError(Exception):
    """The file is missing or cannot be read, or its bytes are not those that were kept."""


@dataclass(frozen=True)
class ContentStore:
    """Files of one kind: ``noun`` is what a person calls one, ``error`` is raised where one is unusable."""

    storage_alias: str
    folder: str
    ending: str
    noun: str
    error: type[ContentUnusableError] = ContentUnusableError

    def store(self, content: bytes) -> str:
        """Keep ``content`` and return its address. What is there already, and is sound, stays."""
        address = hashlib.sha256(content).hexdigest()
        name = self.name(address)
        if self._storage.exists(name):
            try:
                self.fetch(address)
            except ContentUnusableError:
                self._storage.delete(name)
            else:
                return address
        self._storage.save(name, ContentFile(content))
        return address

    def fetch(self, address: str) -> bytes:
        """The bytes at ``address``. Raises ``error`` when they are missing, unreadable or altered."""
        try:
            with self._storage.open(self.name(address)) as file:
                content: bytes = file.read()
        except FileNotFoundError as error:
            raise self.error(f"{self.noun} {address[:12]} is missing") from error
        except OSError as error:
            raise self.error(f"{self.noun} {address[:12]} cannot be read: {error.strerror}") from error
        if hashlib.sha256(content).hexdigest() != address:
            raise self.error(f"{self.noun} {address[:12]} was altered: its bytes have another SHA-256")
        return content

    def changed_at(self, address: str) -> datetime:
        """When the file at ``address`` was last written. Raises ``error`` when it is missing."""
        try:
            return self._storage.get_modified_time(self.name(address))
        except OSError as error:
            raise self.error(f"{self.noun} {address[:12]} is missing") from error

    def delete(self, address: str) -> None:
        """Remove the file at ``address``, if it is there."""
        self._storage.delete(self.name(address))

    def addresses(self) -> Iterator[str]:
        """Of everything that is kept."""
        try:
            folders, _ = self._storage.listdir(self.folder)
        except FileNotFoundError:
            return
        for folder in folders:
            _, names = self._storage.listdir(f"{self.folder}{folder}")
            stems = [name.removesuffix(self.ending) for name in names if name.endswith(self.ending)]
            yield from (stem for stem in stems if re.fullmatch(SHA256, stem))

    def name(self, address: str) -> str:
        """Where the storage has it."""
        if not re.fullmatch(SHA256, address):
            raise self.error(f"the address of {self.noun} is a SHA-256 in hexadecimal")
        return f"{self.folder}{address[:2]}/{address}{self.ending}"

    @property
    def _storage(self) -> Storage:
        return storages[self.storage_alias]
