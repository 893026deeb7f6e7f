"""The client runs where nothing of the service is installed."""

import subprocess
import sys

import pytest

from scorewright.client import AsyncClient, Client, UnsendableError

LOOK = """
import sys
import httpx, msgspec, msgspec.json, msgspec.structs
before = set(sys.modules)
import scorewright.client
print(*sorted(set(sys.modules) - before))
"""


def test_import__in_a_fresh_process__brings_itself_and_the_standard_library_only() -> None:
    done = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True)
    brought = [name for name in done.stdout.split() if name.partition(".")[0] not in sys.stdlib_module_names]
    assert "scorewright.client.sync_client" in brought
    assert [name for name in brought if name != "scorewright" and not name.startswith("scorewright.client")] == []


@pytest.mark.parametrize("kind", [Client, AsyncClient])
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("scores.example.org", "sw_x"), "url"),
        (("ftp://scores.example.org", "sw_x"), "url"),
        (("http://127.0.0.1", ""), "key"),
        (("http://127.0.0.1", "sw_\n"), "key"),
        (("http://127.0.0.1", "sw_x", 0), "timeout"),
        (("http://127.0.0.1", "sw_x", 1.0, -1), "retries"),
    ],
)
def test_client__made_with_what_cannot_work__says_so_at_once(kind: type, arguments: tuple[object], words: str) -> None:
    with pytest.raises(UnsendableError, match=words) as raised:
        kind(*arguments)
    assert "sw_" not in str(raised.value).replace("sw_...", "")
