"""Artefacts by their content: the name is the SHA-256 of the bytes, and bytes that do not match it are refused."""

import hashlib
import re
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages


class ArtefactUnusableError(Exception):
    """The artefact is missing or cannot be read, or its bytes are not those that were registered."""


def store(content: bytes) -> str:
    """Keep ``content`` and return its address. What is there already, and is sound, stays."""
    address = hashlib.sha256(content).hexdigest()
    name = _name(address)
    if _storage().exists(name):
        try:
            fetch(address)
        except ArtefactUnusableError:
            _storage().delete(name)
        else:
            return address
    _storage().save(name, ContentFile(content))
    return address


def fetch(address: str) -> bytes:
    """The bytes at ``address``. Raises ArtefactUnusableError when they are missing, unreadable or altered."""
    try:
        with _storage().open(_name(address)) as file:
            content: bytes = file.read()
    except FileNotFoundError as error:
        raise ArtefactUnusableError(f"artefact {address[:12]} is missing") from error
    except OSError as error:
        raise ArtefactUnusableError(f"artefact {address[:12]} cannot be read: {error.strerror}") from error
    if hashlib.sha256(content).hexdigest() != address:
        raise ArtefactUnusableError(f"artefact {address[:12]} was altered: its bytes have another SHA-256")
    return content


def changed_at(address: str) -> datetime:
    """When the file at ``address`` was last written. Raises ArtefactUnusableError when it is missing."""
    try:
        return _storage().get_modified_time(_name(address))
    except OSError as error:
        raise ArtefactUnusableError(f"artefact {address[:12]} is missing") from error


def _storage() -> Storage:
    return storages["artefacts"]


def _name(address: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", address):
        raise ArtefactUnusableError("an artefact's address is a SHA-256 in hexadecimal")
    return f"{address[:2]}/{address}.onnx"
