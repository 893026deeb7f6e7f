"""What must not stand in a log or an error: numbers that name a person, and what is known to be personal."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property

MARK = "[redacted]"
SHORTEST = 3  # a word of fewer letters would be found in everything
LONGEST_PATTERN = 200  # what is longer is looked for as it was written
# As they stand in a text, and not within a longer number or id.
_NUMBERS = re.compile(
    r"(?<!\w)(?<!\d\.)(?:"
    r"GHA-?\d{9}-?\d"  # Ghana Card
    r"|(?:\+233|00233|0)[ -]?[235]\d(?:[ -]?\d){7}"  # phone
    r"|\+233(?:[ -]?\d){9}"
    r"|[A-Z]\d{12}"  # SSNIT, 13 characters
    r")(?!\w)",
    re.IGNORECASE,
)
# Each part as long as an address allows, and no part read twice: whoever writes to us chooses the text.
_E_MAIL = re.compile(r"[^\s@\"'<>(),;:=]{1,64}+@[^\s@\"'<>(),;:=]{1,255}\.[a-z]{2,}(?!\w)", re.IGNORECASE)
# What a use case declares as personal is added when it is declared.
_names = {"personal"}
_GROUPS = "monitored"  # kept apart as a whole, and its words are those of many
_kept_back: ContextVar["_KeptBack | None"] = ContextVar("scorewright_personal_words", default=None)
_PLAIN = int | float | bool | None


def redacted(text: str) -> str:
    """``text`` without numbers that name a person, and without the words that ``personal_words`` keeps back.

    >>> redacted("GHA-123456789-0 of 024 412 3456 and +233244123456, SSNIT C018712190017, at ama@example.org")
    '[redacted] of [redacted] and [redacted], SSNIT [redacted], at [redacted]'
    >>> redacted("0.0244123456 of 1024412345 by 019a8c52-0244-7123-8456-0244123456ab")
    '0.0244123456 of 1024412345 by 019a8c52-0244-7123-8456-0244123456ab'
    """
    found = _without_numbers(text)
    kept_back = _kept_back.get()
    return found if kept_back is None else kept_back.taken_from(found)


def _without_numbers(text: str) -> str:
    return _NUMBERS.sub(MARK, _E_MAIL.sub(MARK, text) if "@" in text else text)


def redacted_data(data: object) -> object:
    """Every text in ``data``, however deep; what stands under the name of a personal field is left out as a whole."""
    if isinstance(data, str):
        return redacted(data)
    if isinstance(data, Mapping):
        return {
            _key(name): MARK if _is_kept_back(name) and value else redacted_data(value) for name, value in data.items()
        }
    if isinstance(data, list | tuple | set | frozenset):
        return [redacted_data(item) for item in data]
    return data


def keep_back(names: Iterable[str]) -> None:
    """From now on, in this process, what stands under one of ``names`` is personal."""
    _names.update(names)


@contextmanager
def personal_words(words: Collection[str] | Callable[[], Iterable[str]]) -> Iterator[None]:
    """Within it nothing that is redacted holds one of ``words``: what is personal in the work at hand.

    A function is called once something is redacted, and not before. An exception that leaves holds none of them either,
    since it is told of elsewhere: its arguments are redacted, and those of whatever it came from.
    """
    token = _kept_back.set(_KeptBack(words, _kept_back.get()))
    try:
        yield
    except Exception as error:
        _redact(error)
        raise
    finally:
        _kept_back.reset(token)


class _KeptBack:
    """Words that stand in no text, with those that were kept back before."""

    def __init__(self, words: Collection[str] | Callable[[], Iterable[str]], outer: "_KeptBack | None") -> None:
        self._words = words
        self._outer = outer

    def taken_from(self, text: str) -> str:
        found = text if self._outer is None else self._outer.taken_from(text)
        lower = found.lower()
        for word, in_lower_case in self._sought:
            if in_lower_case in lower:
                found = _without(found, word)
        return found

    @cached_property
    def _sought(self) -> list[tuple[str, str]]:
        """The longest first, looked up when something goes wrong, and not for every request."""
        words = {word.strip() for word in (self._words() if callable(self._words) else self._words)}
        wanted = sorted((word for word in words if len(word) >= SHORTEST), key=len, reverse=True)
        return [(word, word.lower()) for word in wanted]


def _without(text: str, word: str) -> str:
    """Whoever writes to us chooses the word, and a pattern of a long one takes seconds to make."""
    if len(word) > LONGEST_PATTERN:
        return text.replace(word, MARK)
    return re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", MARK, text, flags=re.IGNORECASE)


def _redact(error: BaseException) -> None:
    found = dict[int, BaseException]()
    left: list[BaseException | None] = [error]
    while left:
        one = left.pop()
        if one is None or id(one) in found:
            continue
        found[id(one)] = one
        one.args = tuple(arg if isinstance(arg, _PLAIN) else redacted(_text(arg)) for arg in one.args)
        left += [one.__cause__, one.__context__, *(one.exceptions if isinstance(one, BaseExceptionGroup) else ())]


def _text(arg: object) -> str:
    return arg if isinstance(arg, str) else repr(arg)


def words_of(data: object, *, personal: bool = False) -> Iterator[str]:
    """What ``data`` holds under the names of personal fields: each text, and the words of it."""
    if isinstance(data, Mapping):
        for name, value in data.items():
            yield from words_of(value, personal=personal or name in _names)
    elif isinstance(data, list):
        for value in data:
            yield from words_of(value, personal=personal)
    elif personal and isinstance(data, str):
        yield data
        yield from data.split()


def _is_kept_back(name: object) -> bool:
    return name in _names or name == _GROUPS


def _key(name: object) -> object:
    """Names of members are ours, whatever words somebody sends."""
    return _without_numbers(name) if isinstance(name, str) else name
