"""The datatypes of the protocol: what each holds in JSON, and how many bytes as binary data."""

from dataclasses import dataclass

Element = float | int | str | bool | None


@dataclass(frozen=True, slots=True)
class Datatype:
    """``holds`` are Python's types of its elements; ``binary`` is the little-endian one of numpy, "" for BYTES."""

    name: str
    holds: tuple[type, ...]
    binary: str

    def takes(self, element: object) -> bool:
        """Whether ``element``, as it came in JSON, is one of this datatype. Null is missing in each of them."""
        if element is None:
            return True
        if isinstance(element, bool):
            return bool in self.holds
        return isinstance(element, self.holds)


BOOL = Datatype("BOOL", (bool,), "?")
BYTES = Datatype("BYTES", (str,), "")
INT64 = Datatype("INT64", (int,), "<i8")
FP64 = Datatype("FP64", (float, int), "<f8")
WHOLE = (
    *(Datatype(f"INT{bits}", (int,), f"<i{bits // 8}") for bits in (8, 16, 32)),
    INT64,
    *(Datatype(f"UINT{bits}", (int,), f"<u{bits // 8}") for bits in (8, 16, 32, 64)),
)
NUMBERS = (*WHOLE, *(Datatype(f"FP{bits}", (float, int), f"<f{bits // 8}") for bits in (16, 32)), FP64)
DATATYPES = {datatype.name: datatype for datatype in (BOOL, BYTES, *NUMBERS)}
