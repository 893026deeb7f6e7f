"""The mail server that the environment names."""

from dataclasses import dataclass, field
from typing import Self
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PORTS = {"smtp": 587, "smtps": 465}
FORMS = (
    "SCOREWRIGHT_EMAIL_URL must be smtps://user:password@host:port, or smtp:// for STARTTLS, smtp://...?tls=off for "
    "neither, or console: for the log"
)


@dataclass(frozen=True, slots=True)
class EmailServer:
    """``ready`` is False where no server is set: then nothing may be said to have been sent."""

    backend: str = "django.core.mail.backends.console.EmailBackend"
    ready: bool = True
    sender: str = "scorewright@localhost"
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = field(default="", repr=False)
    tls: bool = False
    starttls: bool = False

    @classmethod
    def from_url(cls, url: str, sender: str, *, development: bool) -> Self:
        """``smtps://`` is TLS from the first byte, ``smtp://`` is STARTTLS, or neither with ``?tls=off``.

        ``console:`` writes e-mails to the log, and so does no URL in development. Raises ImproperlyConfigured, which
        never shows the password.

        >>> server = EmailServer.from_url("smtp://ama:p%40ss@mail.example.org", "scores@example.org", development=False)
        >>> server.port, server.starttls, server.password
        (587, True, 'p@ss')
        """
        if not url or url == "console:":
            return cls(ready=development or bool(url), sender=sender or "scorewright@localhost")
        parts, host, port, encrypted = _read(url)
        if "@" not in sender:
            raise ImproperlyConfigured("SCOREWRIGHT_EMAIL_FROM must be the address that e-mails come from")
        return cls(
            backend="django.core.mail.backends.smtp.EmailBackend",
            sender=sender,
            host=host,
            port=port,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            tls=parts.scheme == "smtps",
            starttls=parts.scheme == "smtp" and encrypted,
        )


def _read(url: str) -> tuple[SplitResult, str, int, bool]:
    """The parts of ``url``, its host and port, and whether anything is encrypted. Raises ImproperlyConfigured."""
    try:
        parts = urlsplit(url)
        port = parts.port
        options = parse_qs(parts.query, keep_blank_values=True)
    except ValueError:
        raise ImproperlyConfigured(FORMS) from None
    tls = options.pop("tls", ["on"])
    if parts.scheme not in PORTS or not parts.hostname or options or tls not in (["on"], ["off"]):
        raise ImproperlyConfigured(FORMS)
    return parts, parts.hostname, port or PORTS[parts.scheme], tls == ["on"]
