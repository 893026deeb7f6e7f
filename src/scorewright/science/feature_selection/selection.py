"""The ways to choose columns, by name."""

from dataclasses import dataclass
from typing import Literal

Method = Literal["none", "auto", "manual", "rfe", "lasso", "tree_based"]


@dataclass(frozen=True, slots=True)
class Selection:
    """``names`` are the columns of the method "manual", and empty for every other.

    "none" takes every column; "auto" leaves out those that hold one value only, or the very values of an earlier one;
    "manual" takes ``names``; "rfe" drops the weakest column of a linear model again and again; "lasso" keeps what an L1
    penalty leaves; "tree_based" keeps what a forest finds more useful than shuffled columns.
    """

    method: Method = "none"
    names: tuple[str, ...] = ()


EVERYTHING = Selection()
