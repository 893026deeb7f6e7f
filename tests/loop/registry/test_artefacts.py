from pathlib import Path

import pytest
from django.core.files.storage import storages

from scorewright.loop.registry import artefacts


def _file(address: str) -> Path:
    return Path(storages["artefacts"].path(f"{address[:2]}/{address}.onnx"))


def test_store__same_bytes_twice__one_file_with_the_hash_as_its_name() -> None:
    address = artefacts.store(b"some bytes")
    assert artefacts.store(b"some bytes") == address
    assert [path.stem for path in _file(address).parent.glob(f"{address}*")] == [address]
    assert artefacts.fetch(address) == b"some bytes"


def test_fetch__altered__refused_and_stored_again_sound() -> None:
    address = artefacts.store(b"other bytes")
    _file(address).write_bytes(b"0ther bytes")
    with pytest.raises(artefacts.ArtefactUnusableError, match="altered"):
        artefacts.fetch(address)
    artefacts.store(b"other bytes")
    assert artefacts.fetch(address) == b"other bytes"


def test_fetch__missing__refused() -> None:
    with pytest.raises(artefacts.ArtefactUnusableError, match="missing"):
        artefacts.fetch("0" * 64)


def test_fetch__not_readable__says_so_and_not_that_it_is_missing() -> None:
    address = "1" * 64
    _file(address).mkdir(parents=True)  # in the place of the file: as unreadable to root as to anybody
    with pytest.raises(artefacts.ArtefactUnusableError, match="artefact 111111111111 cannot be read: Is a directory"):
        artefacts.fetch(address)


@pytest.mark.parametrize("address", ["../../etc/passwd", "", "A" * 64, "0" * 63])
def test_fetch__address_that_is_no_hash__refused(address: str) -> None:
    with pytest.raises(artefacts.ArtefactUnusableError, match="SHA-256"):
        artefacts.fetch(address)
