"""Somebody who listens: what they have not been told yet, bounded however slowly they read."""

import asyncio
from uuid import UUID

MOST_WAITING = 1_000
READ_ANEW = b"event: read-anew\ndata: {}\n\n"


class Listener:
    """To all applications of a tenant, or to ``only`` one."""

    def __init__(self, only: UUID | None = None) -> None:
        self._only = only
        self._waiting: dict[UUID, bytes] = {}
        self._missed = False
        self._something = asyncio.Event()

    def wants(self, application_id: UUID) -> bool:
        return self._only is None or self._only == application_id

    def tell(self, application_id: UUID, event: bytes) -> None:
        """Of several events of one application that were not read yet, the last stays: it holds all there is."""
        self._waiting.pop(application_id, None)
        self._waiting[application_id] = event
        if len(self._waiting) > MOST_WAITING:
            self._waiting.clear()
            self._missed = True
        self._something.set()

    def miss(self) -> None:
        """Something may have happened that nobody heard of."""
        self._missed = True
        self._something.set()

    async def next(self, patience: float) -> bytes:
        """What there is to tell, as one piece of text; nothing where nothing came for ``patience`` seconds."""
        try:
            async with asyncio.timeout(patience):
                await self._something.wait()
        except TimeoutError:
            return b""
        found = b"".join(([READ_ANEW] if self._missed else []) + list(self._waiting.values()))
        self._waiting.clear()
        self._missed = False
        self._something.clear()
        return found
