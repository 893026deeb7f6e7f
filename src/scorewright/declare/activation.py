"""Who may put a model into production, and when it happens by itself."""

from dataclasses import dataclass
from typing import Literal

from scorewright.declare.errors import DeclarationError


@dataclass(frozen=True, kw_only=True)
class ActivationPolicy:
    """``first`` says whether a model that passes its gates goes live by itself while no model is in production.

    Every later activation is somebody's act. (Automatic replacement needs paired statistics: see decision record 0004.)
    """

    first: Literal["automatic", "manual"] = "automatic"

    def __post_init__(self) -> None:
        if self.first not in ("automatic", "manual"):
            raise DeclarationError(f"activation: first: {self.first!r} is not one of automatic, manual")
