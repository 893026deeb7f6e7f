"""Columns of text, all cells at once: most cells say one of a few things, and each of those is asked about once."""

from collections.abc import Iterator, Mapping

import numpy as np
import polars as pl

from scorewright.declare.columns.authority import Authority
from scorewright.declare.columns.storage import storage_of
from scorewright.declare.columns.sure import Sure
from scorewright.declare.errors import Problem
from scorewright.declare.fields import Category, Field, Flag, Text, Value, is_storable

# What is taken out of a text that is to be one line.
NOT_ONE_LINE = r"[\x00-\x1f\x7f-\x9f]|[^\S ]|^ | $|  "
FLAG_WORDS = ("true", "false", "True", "False", "TRUE", "FALSE", "yes", "no", "Yes", "No", "YES", "NO", "1", "0")


def known_texts(authority: Authority) -> Mapping[str, Value]:
    """What many cells may say and the authority accepts, each with its value."""
    answers = {text: authority.ask(text) for text in _likely(authority.field) if is_storable(text)}
    return {text: answer for text, answer in answers.items() if not isinstance(answer, Problem)}


def _likely(field: Field) -> Iterator[str]:
    yield ""
    yield from (str(code) for code in field.missing_codes)
    if isinstance(field, Category):
        yield from field.categories
    elif isinstance(field, Flag):
        yield from FLAG_WORDS


def mapped_texts(field: Field, series: pl.Series, known: Mapping[str, Value]) -> Sure:
    """The value of each cell that says what is ``known``."""
    storage = storage_of(field)
    values = storage.empty(len(known) + 1)
    for place, value in enumerate(known.values()):
        values[place] = storage.kept(value)
    places = series.cast(pl.Enum(list(known)), strict=False).to_physical()
    found = places.cast(pl.Int64).fill_null(len(known)).to_numpy()
    sure = found < len(known)
    return Sure(values[found], None if sure.all() else sure)


def short_texts(field: Text, series: pl.Series, *, typed: bool) -> Sure:
    """Text without missing codes and pattern is fine where it is short and can be stored."""
    length = series.str.len_chars()
    fine = (length <= field.longest) & ~series.str.contains("\x00", literal=True)
    if field.one_line:
        fine &= ~series.str.contains(NOT_ONE_LINE)
    if field.one_line or not typed:
        fine &= length > 0  # the empty cell is missing
    sure = fine.fill_null(value=False).to_numpy()
    return Sure(np.array(series.to_list(), dtype=np.object_), None if sure.all() else sure)
