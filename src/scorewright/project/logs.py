"""How our own processes log: what went wrong and where, and never with what values."""

import structlog
from structlog.dev import ConsoleRenderer, plain_traceback


def configure_logs() -> None:
    """Tracebacks as Python writes them. By default they come with the values of all variables: people's records, and
    things that raise when they are shown.
    """
    *earlier, _ = structlog.get_config()["processors"]
    structlog.configure(processors=[*earlier, ConsoleRenderer(exception_formatter=plain_traceback)])
