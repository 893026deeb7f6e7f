"""Faults that show without any data: cheap enough to look for at every start."""

import inspect
import json
from collections.abc import Iterator
from pathlib import Path

from scorewright.declare.conformance.answers import advice_faults, confidence_faults, feature_faults, probability_faults
from scorewright.declare.use_case import UseCase

README_HEADINGS = ("Who is asked", "The cost of being wrong", "Source and licence", "Limits", "Results")


def structural_faults(use_case: UseCase) -> list[str]:
    """What is wrong with ``use_case`` itself, one sentence a fault; loads no data and trains nothing.

    A README.md with a section for each of ``README_HEADINGS`` must stand beside the module that defines ``load``.
    """
    checks = (_words, _readme, _names, _guard, _documents, _examples)
    return [f"use case {use_case.name!r}: {fault}" for check in checks for fault in check(use_case)]


def _words(use_case: UseCase) -> Iterator[str]:
    for part in ("title", "summary", "owner"):
        if not getattr(use_case, part).strip():
            yield f"{part}: must say something"


def _readme(use_case: UseCase) -> Iterator[str]:
    if not inspect.isfunction(use_case.load):
        yield "load: must be a plain function, whose folder is where the README is looked for"
        return
    readme = Path(use_case.load.__code__.co_filename).with_name("README.md")
    if not readme.is_file():
        yield "README.md: is missing beside the module that defines load"
        return
    lines = {line.strip() for line in readme.read_text(encoding="utf-8").splitlines()}
    for heading in README_HEADINGS:
        if f"## {heading}" not in lines:
            yield f"README.md: has no section '## {heading}'"


def _names(use_case: UseCase) -> Iterator[str]:
    protected = {field.name for field in use_case.fields if field.protected}
    for feature in use_case.features:
        if feature.name in protected:
            yield f"feature {feature.name!r}: has the name of a protected field"


def _guard(use_case: UseCase) -> Iterator[str]:
    rolls_back = use_case.guard is not None and use_case.guard.act == "roll_back"
    if use_case.activation.mode == "auto_if_better" and not rolls_back:
        yield "guard: mode auto_if_better never replaces a version without a guard that rolls back"


def _documents(use_case: UseCase) -> Iterator[str]:
    for part, document in (("fields", use_case.record_schema()), ("examples", use_case.examples)):
        try:
            json.dumps(document, allow_nan=False)
        except (TypeError, ValueError) as error:
            yield f"{part}: cannot be written as JSON: {error}"


def _examples(use_case: UseCase) -> Iterator[str]:
    records = [use_case.visible(use_case.accept(example)) for example in use_case.examples]
    yield from feature_faults(use_case, records)
    yield from probability_faults(use_case, records)
    yield from confidence_faults(use_case, records)
    yield from advice_faults(use_case, records)
