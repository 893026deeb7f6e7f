"""Who may put a model into production, and when it happens by itself."""

from dataclasses import dataclass
from typing import Literal, get_args

from scorewright.declare.errors import DeclarationError
from scorewright.science.policy.replacement_limits import ReplacementLimits

Mode = Literal["manual", "auto_if_better", "ab_winner"]
First = Literal["automatic", "manual"]


@dataclass(frozen=True, kw_only=True)
class ActivationPolicy(ReplacementLimits):
    """How a version comes into production, beside somebody's own act, which is always possible.

    ``first`` says whether a version that passes its gates goes live by itself while none is in production. ``mode``
    says what becomes of later ones: "manual" leaves them to people, "auto_if_better" replaces the one in production
    where all conditions of ``ReplacementLimits`` are met, "ab_winner" where an experiment has found the new one better.
    Raises DeclarationError naming the field that is wrong.

    >>> ActivationPolicy(mode="auto_if_better", min_improvement=0.02).alpha
    0.05
    >>> ActivationPolicy(alpha=0.5)
    Traceback (most recent call last):
    ...
    scorewright.declare.errors.DeclarationError: activation: alpha: 0.5 must be a number from 1e-06 to 0.2
    """

    mode: Mode = "manual"
    first: First = "automatic"

    def __post_init__(self) -> None:
        for name, choices in {"mode": get_args(Mode), "first": get_args(First)}.items():
            if getattr(self, name) not in choices:
                raise DeclarationError(
                    f"activation: {name}: {getattr(self, name)!r} is not one of {', '.join(choices)}"
                )
        try:
            super().__post_init__()
        except ValueError as error:
            raise DeclarationError(f"activation: {error}") from error
