"""How our own processes log: what went wrong and where, and never with what values."""

import logging
import traceback
from collections.abc import Callable, MutableMapping
from typing import Any, cast

import structlog
from structlog.dev import ConsoleRenderer, plain_traceback

from scorewright.declare.redaction import redacted, redacted_data

_PLAIN = str | int | float | bool | None
Factory = Callable[..., logging.LogRecord]


def configure_logs() -> None:
    """Tracebacks as Python writes them. By default they come with the values of all variables: people's records, and
    things that raise when they are shown. And no line holds what names a person, whoever writes it.
    """
    *earlier, _ = structlog.get_config()["processors"]
    known = [one for one in earlier if one is not _without_names]
    renderer = ConsoleRenderer(exception_formatter=plain_traceback)
    structlog.configure(processors=[*known, _without_names, _Redacting(renderer)])
    if not isinstance(logging.getLogRecordFactory(), _RedactedRecords):
        logging.setLogRecordFactory(_RedactedRecords(logging.getLogRecordFactory()))


def _without_names(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    told = cast("dict[str, Any]", redacted_data({name: event[name] for name in event if name != "exc_info"}))
    return told | {name: event[name] for name in event if name == "exc_info"}


class _Redacting:
    """Renders a line, with its traceback, whose last line says what an error says."""

    def __init__(self, render: Callable[..., str]) -> None:
        self._render = render

    def __call__(self, *given: Any) -> str:
        return redacted(self._render(*given))


class _RedactedRecords:
    """Makes the records of everybody's loggers, ours and those of libraries."""

    def __init__(self, make: Factory) -> None:
        self._make = make

    def __call__(self, *args: Any, **kwargs: Any) -> logging.LogRecord:
        record = self._make(*args, **kwargs)
        parts = (record.msg, *record.args) if isinstance(record.args, tuple) else (record.args,)
        if all(isinstance(one, _PLAIN) for one in parts):
            # As it was built: some formatters look at the parts.
            record.msg, record.args = _said(parts[0]), tuple(map(_said, parts[1:]))
        else:
            record.msg, record.args = redacted(_message(record)), ()
        if record.exc_info and record.exc_info[0] is not None:
            record.exc_text = redacted("".join(traceback.format_exception(*record.exc_info)).rstrip("\n"))
        return record


def _message(record: logging.LogRecord) -> str:
    """What it says. A line that is wrong in itself raises nothing where it is said, as with any other logger."""
    try:
        return record.getMessage()
    except Exception as error:  # a value may raise anything when it is shown
        return f"{record.msg if isinstance(record.msg, str) else '?'} (not to be filled in: {type(error).__name__})"


def _said(part: Any) -> Any:
    return redacted(part) if isinstance(part, str) else part
