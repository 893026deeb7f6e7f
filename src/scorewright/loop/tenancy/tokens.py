"""The text of an API key: ``sw_<tenant as 32 hexadecimal digits>_<secret>``.

A key claims its tenant, and is then looked for as that tenant: finding it takes no way past row-level security.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

PREFIX_LENGTH = 8
_FORM = re.compile(r"sw_([0-9a-f]{32})_([A-Za-z0-9_-]{43})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Token:
    """
    >>> token = Token.random(UUID(int=7))
    >>> Token.parse(token.text) == token, len(token.prefix), len(token.secret_hash)
    (True, 8, 64)
    >>> Token.parse("sw_7_secret") is None
    True
    """

    tenant_id: UUID
    secret: str = field(repr=False)

    @classmethod
    def random(cls, tenant_id: UUID) -> Self:
        return cls(tenant_id, secrets.token_urlsafe(32))

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """None when ``text`` is not of the form of a key."""
        match = _FORM.fullmatch(text)
        return cls(UUID(match[1]), match[2]) if match else None

    @property
    def text(self) -> str:
        return f"sw_{self.tenant_id.hex}_{self.secret}"

    @property
    def prefix(self) -> str:
        """The first characters of the secret: enough for people to tell keys apart, not enough to guess one."""
        return self.secret[:PREFIX_LENGTH]

    @property
    def secret_hash(self) -> str:
        """SHA-256 is enough for 32 random bytes, which no dictionary holds; a slow hash is for passwords."""
        return hashlib.sha256(self.secret.encode()).hexdigest()
